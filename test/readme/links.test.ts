import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/built';
import { blocks, type Page, pages } from './blocks';

const { scripts } = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The scripts that a text has npm run: `npm start`, `npm test`, `npm run bench`. */
function npmScripts(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
    (match) => (match[1] ?? match[2]) as string,
  );
}

/** The lines of a page that are not code. */
function prose(page: Page): string[] {
  const code = new Set(blocks(page).flatMap(({ at, lines }) => lines.map((_, i) => at + i)));
  return page.lines.map((line, i) => (code.has(i) ? '' : line));
}

/** The anchor that a heading has: lower case, without punctuation, hyphens for spaces. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function anchors(file: string): string[] {
  return fs
    .readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? [])
    .map(anchor);
}

describe.each(pages().map((page) => [page.name, page] as const))('%s', (name, page) => {
  test('links only to what is there', () => {
    const broken = prose(page).flatMap((line, i) =>
      [...line.matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1] as string)
        .filter((link) => !/^https:/.test(link) && !resolves(name, link))
        .map((link) => `${name}:${i + 1}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test('names only npm scripts that exist', () => {
    const named = npmScripts(page.lines.join('\n'));
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('names only files of the project that exist', () => {
    const missing = [
      ...prose(page)
        .join('\n')
        .matchAll(/`((?:lib|native|examples|docs|tools|test|bench)\/[\w./-]+)`/g),
    ]
      .map((match) => match[1] as string)
      .filter((file) => !fs.existsSync(path.join(projectRoot, file)));
    expect(missing).toEqual([]);
  });
});

function resolves(name: string, link: string): boolean {
  const [file, fragment] = link.split('#') as [string, string?];
  const target =
    file === '' ? path.join(projectRoot, name) : path.resolve(projectRoot, path.dirname(name), file);
  if (!fs.existsSync(target)) return false;
  return fragment === undefined || anchors(target).includes(fragment);
}

test('the README has the two commands that do everything', () => {
  const readme = pages().find(({ name }) => name === 'README.md') as Page;
  const commands = blocks(readme)
    .filter(({ language }) => language === 'sh')
    .map(({ lines }) => lines.join('\n'));
  expect(commands).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  expect(scripts).toMatchObject({ start: 'node examples/drill.mjs', test: 'jest' });
});
