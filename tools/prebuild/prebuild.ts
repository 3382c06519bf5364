import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { checkAddon } from '../windows/imports';
import { output, projectRoot } from '../windows/programs';
import { type Binary, describeBinaries } from './binary';
import { firstLine, linkForLinux, linuxCompiler, requiredGlibc } from './linux';
import { loadHere, loadInWine } from './load';

const WINDOWS_BUILD = path.join(projectRoot, 'build/windows-x64/gpmc.node');

/**
 * Puts the package's binaries into a folder, each in the place where lib/loader.ts looks for it, with an account of
 * how it was made. Needs what `npm run build:native` and `npm run build:windows` build.
 */
export async function makePrebuilds(folder: string): Promise<Binary[]> {
  fs.rmSync(folder, { recursive: true, force: true });
  const binaries = [await prebuildLinux(folder), await prebuildWindows(folder)];
  fs.writeFileSync(path.join(folder, 'binaries.json'), `${JSON.stringify(binaries, undefined, 2)}\n`);
  fs.writeFileSync(path.join(folder, 'README.md'), describeBinaries(binaries));
  return binaries;
}

async function prebuildLinux(folder: string): Promise<Binary> {
  if (process.platform !== 'linux') throw new Error('The Linux binary can be made on Linux only.');
  const system = `linux-${process.arch}`;
  const file = place(folder, system);
  linkForLinux(file);
  return account(system, file, {
    compiler: linuxCompiler(),
    needs: `the GNU C library ${requiredGlibc(file)} or newer, and libgcc_s`,
    loadedBy: loadHere(file),
  });
}

async function prebuildWindows(folder: string): Promise<Binary> {
  if (!fs.existsSync(WINDOWS_BUILD)) {
    throw new Error(`${WINDOWS_BUILD} is not there: run "npm run build:windows" first.`);
  }
  checkAddon(WINDOWS_BUILD);
  const system = 'win32-x64';
  const file = place(folder, system);
  fs.copyFileSync(WINDOWS_BUILD, file);
  return account(system, file, {
    compiler: firstLine(output('x86_64-w64-mingw32-g++-posix', ['--version'])),
    needs: 'nothing but Windows 10, Windows Server 2016 or newer',
    loadedBy: await loadInWine(file),
  });
}

function place(folder: string, system: string): string {
  fs.mkdirSync(path.join(folder, system), { recursive: true });
  return path.join(folder, system, 'gpmc.node');
}

function account(
  system: string,
  file: string,
  facts: Pick<Binary, 'compiler' | 'needs' | 'loadedBy'>,
): Binary {
  const content = fs.readFileSync(file);
  return {
    system,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    ...facts,
  };
}
