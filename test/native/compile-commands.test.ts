import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readAddons } from '../../tools/cross/gyp';
import { projectRoot } from '../support/built';

interface Command {
  readonly file: string;
  readonly command: string;
}

// A Windows Node.js in Wine has no compiler.
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('npm run compile-commands tells clangd how each source of the addon is compiled', () => {
  execFileSync('npm', ['run', 'compile-commands'], { cwd: projectRoot, stdio: 'pipe' });
  const file = path.join(projectRoot, 'compile_commands.json');
  const commands = JSON.parse(readFileSync(file, 'utf8')) as Command[];
  const [addon] = readAddons(
    projectRoot,
    'native/binding.gyp',
    process.platform === 'darwin' ? 'mac' : 'linux',
  );
  const sources = addon?.sources.map((source) => path.join(projectRoot, source)) ?? [];
  expect(commands.map((entry) => entry.file).sort()).toEqual(sources.sort());
  for (const { command, file } of commands) {
    expect(command).toContain(`-c ${file}`);
    expect(command).toMatch(/-std=c\+\+20.* -Wextra/);
    expect(command).toMatch(/-I\S*node-addon-api/);
    expect(command).toContain('NAPI_VERSION=8');
  }
});
