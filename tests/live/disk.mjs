// A disk of our own whose power can be cut: XFS in a file. What was not made durable is gone then.
// Needs root.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });

export class Disk {
  constructor(sizeBytes = 1_500_000_000) {
    this.folder = mkdtempSync(join(tmpdir(), 'asbuilt-disk-'));
    this.image = join(this.folder, 'image');
    this.path = join(this.folder, 'mounted');
    mkdirSync(this.path);
    writeFileSync(this.image, '');
    truncateSync(this.image, sizeBytes); // a hole: it takes what is written
    run('mkfs.xfs', '-q', this.image);
    this.plugIn();
  }

  plugIn() {
    run('mount', '-o', 'loop', this.image, this.path);
    this.isIn = true;
  }

  // Everything on it so far is durable, whoever wrote it.
  settle() {
    run('sync', '-f', this.path);
  }

  // From now on every access fails, and what was only in memory is lost.
  cut() {
    run('xfs_io', '-x', '-c', 'shutdown', this.path);
  }

  async plugOut() {
    for (let tries = 1; this.isIn; tries += 1) {
      try {
        run('umount', this.path);
        this.isIn = false;
      } catch (error) {
        if (tries === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100)); // its users are still dying
      }
    }
  }

  async remove() {
    await this.plugOut();
    rmSync(this.folder, { recursive: true });
  }
}

// Why no disk of our own can be had here; nothing when it can.
export function cannotMount() {
  if (process.getuid() !== 0) return 'only root can mount disks';
  try {
    const disk = new Disk(400_000_000);
    run('umount', disk.path);
    rmSync(disk.folder, { recursive: true });
    return null;
  } catch (error) {
    return error.message.split('\n')[0];
  }
}
