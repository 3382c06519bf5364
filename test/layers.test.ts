import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './support/built';

const biome = require.resolve('@biomejs/biome/bin/biome', { paths: [projectRoot] });

/** What the linter says of a file with this text, were it in the project. */
function lint(file: string, text: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gpmc-layers-'));
  try {
    fs.copyFileSync(path.join(projectRoot, 'biome.json'), path.join(folder, 'biome.json'));
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
    const args = ['lint', '--colors=off', '--vcs-enabled=false', '--max-diagnostics=100', '.'];
    const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toContain('Checked 2 files');
    return stderr;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const READERS = ['files', 'backups', 'settings', 'security', 'report'];
const OTHERS = ['client', 'server', 'addon', 'api', 'operation', 'bulk', 'mock', 'cli'];
const runs = process.platform === 'win32' ? describe.skip : describe;
if (process.platform === 'win32')
  process.stderr.write('Skipped: layers: the linter is not there on Windows\n');

runs('the linter', () => {
  test.each(READERS)('refuses whatever lib/%s would import of what needs COM', (folder) => {
    const wanted = OTHERS.map(
      (other) => `import '../${other}/x';\nimport type { T${other} } from '../${other}/y/z';`,
    );
    const said = lint(`lib/${folder}/tried.ts`, wanted.join('\n'));
    expect(said.match(/lint\/style\/noRestrictedImports/g)).toHaveLength(2 * OTHERS.length);
    expect(said).toContain(`lib/${folder} imports only downward`);
  });

  test('takes what is below', () => {
    expect(lint('lib/report/tried.ts', "import '../settings/x';\nimport '../files/y';\n")).not.toContain(
      'noRestrictedImports',
    );
  });

  test('knows every folder of lib', () => {
    const { overrides } = JSON.parse(fs.readFileSync(path.join(projectRoot, 'biome.json'), 'utf8')) as {
      overrides: { includes: string[] }[];
    };
    const covered = overrides.flatMap(({ includes }) => includes.map((glob) => glob.split('/')[1]));
    const tracked = execFileSync('git', ['ls-files', 'lib'], { cwd: projectRoot, encoding: 'utf8' });
    const folders = new Set(tracked.split('\n').flatMap((file) => /^lib\/(\w+)\//.exec(file)?.[1] ?? []));
    folders.delete('generated');
    expect([...folders].filter((folder) => !covered.includes(folder))).toEqual([]);
  });
});
