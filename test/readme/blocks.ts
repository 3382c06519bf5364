import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/built';

/** A page of the documentation. */
export interface Page {
  /** Its path below the project's root, with slashes. */
  readonly name: string;
  readonly lines: readonly string[];
}

/** An example that can be run. */
export interface Program {
  /** Where it begins: `docs/api.md:12`. */
  readonly name: string;
  readonly page: string;
  /** Each line has the number that it has in its page, so that a stack points there. */
  readonly source: string;
  /** Whether a part of it is TypeScript. */
  readonly typescript: boolean;
}

/** The README and every page of `docs`. */
export function pages(): Page[] {
  const docs = fs
    .readdirSync(path.join(projectRoot, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .sort();
  return ['README.md', 'CONTRIBUTING.md', ...docs.map((file) => `docs/${file}`)].map((name) => ({
    name,
    lines: fs.readFileSync(path.join(projectRoot, name), 'utf8').split(/\r?\n/),
  }));
}

interface Block {
  readonly language: string;
  /** Index of its first line in the page. */
  readonly at: number;
  readonly lines: readonly string[];
}

/** The fenced blocks of a page. */
export function blocks({ name, lines }: Page): Block[] {
  const found: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\w+)?$/.exec(lines[i] as string);
    if (!language) continue;
    const at = i + 1;
    while (++i < lines.length && lines[i] !== '```');
    if (i === lines.length) throw new Error(`${name}:${at}: the block has no end.`);
    found.push({ language: language[1] ?? '', at, lines: lines.slice(at, i) });
  }
  return found;
}

/**
 * The programs of a page: a `js` or `ts` block that begins with an import begins one, and those behind it, up to the
 * next that does, go on with it. A block with no program before it is a fragment and left out.
 */
export function programs(page: Page): Program[] {
  const found: { at: number; lines: string[]; typescript: boolean }[] = [];
  for (const { language, at, lines } of blocks(page)) {
    if (language !== 'js' && language !== 'ts') continue;
    if (lines[0]?.startsWith('import ')) found.push({ at, lines: [], typescript: false });
    const program = found.at(-1);
    if (!program) continue;
    while (program.lines.length < at) program.lines.push('');
    program.lines.push(...lines);
    if (language === 'ts') program.typescript = true;
  }
  return found.map(({ at, lines, typescript }) => ({
    name: `${page.name}:${at + 1}`,
    page: page.name,
    source: `${lines.join('\n')}\n`,
    typescript,
  }));
}
