# ./dev fmt                   gives all C++ its shape
need_packages fmt
git ls-files --cached --others --exclude-standard '*.cpp' '*.h' |
  while read -r file; do [[ -f $file ]] && echo "$file"; done | xargs -r clang-format-19 -i
