#!/usr/bin/env bash
# Makes the demo's photos: lossless cuts (EXIF kept) of real phone photos from Debian's
# forensics-samples-files (CC-BY-SA-4.0, Joao Eriberto Mota Filho). They are made on each machine and
# never committed.
#   tools/demo/photos.sh FOLDER
set -euo pipefail
out=${1:?usage: photos.sh FOLDER}
from=/usr/share/forensics-samples/original-files
mkdir -p "$out"

cut() { # name, source, crop in the file's own orientation
  [ -s "$out/$1.jpg" ] || jpegtran -copy all -crop "$3" -outfile "$out/$1.jpg" "$from/$2.jpg"
}
grass=pic2/IMG_20200608_111614
board=pic1/IMG_20200827_231612

cut verge-1 $grass 1360x1504+0+1296
cut verge-2 $grass 2400x1104+32+1888
cut verge-3 $grass 1200x2000+0+992
cut verge-4 $grass 880x1600+3104+1392
cut verge-5 $grass 1088x1200+0+0
cut verge-6 $grass 2000x1104+400+1888
cut verge-7 $grass 1600x1104+2400+1888
cut verge-8 $grass 1104x1104+0+1888
cut verge-9 $grass 1280x1296+0+1120
cut board-1 $board 2000x1504+0+1392
cut board-2 $board 2000x1504+1600+1392
cut board-3 $board 1504x2000+400+992
cut board-4 $board 2400x1600+800+1200
cut board-5 $board 1600x1200+2400+800
cut board-6 $board 4000x2000+0+992
cut board-7 $board 1200x1600+2304+1392
cut board-8 $board 1600x1200+400+1792
cut board-9 $board 1200x1600+1104+1200
