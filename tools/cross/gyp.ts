import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** An operating system, as gyp names it. */
export type GypSystem = 'win' | 'linux' | 'mac';

/** What a gyp file says of an addon for one operating system. */
export interface AddonSource {
  readonly name: string;
  /** Paths from the project's root. */
  readonly sources: readonly string[];
  readonly defines: readonly string[];
}

interface GypBlock {
  sources?: string[];
  defines?: string[];
  conditions?: [condition: string, then: GypBlock, otherwise?: GypBlock][];
}

interface GypFile {
  target_defaults?: GypBlock;
  targets: (GypBlock & { target_name: string })[];
}

/**
 * Reads the targets of a gyp file, so that the list of sources is kept in one place.
 *
 * @param file - from `root`.
 */
export function readAddons(root: string, file: string, system: GypSystem): AddonSource[] {
  const { target_defaults: defaults, targets } = readPython(path.join(root, file)) as GypFile;
  return targets.map((target) => {
    const blocks = [defaults ?? {}, target].flatMap((block) => [block, ...conditional(block, system)]);
    return {
      name: target.target_name,
      sources: blocks
        .flatMap((block) => block.sources ?? [])
        .map((source) => path.join(path.dirname(file), source)),
      defines: blocks.flatMap((block) => block.defines ?? []),
    };
  });
}

function conditional(block: GypBlock, system: GypSystem): GypBlock[] {
  return (block.conditions ?? []).flatMap(
    ([condition, then, otherwise]) => (holds(condition, system) ? then : otherwise) ?? [],
  );
}

/** The conditions that native/binding.gyp has: on the operating system, and on the sanitizer, which a release has not. */
function holds(condition: string, system: GypSystem): boolean {
  const [, variable, operator, value] = /^(\w+)(==|!=)"(\w*)"$/.exec(condition) ?? [];
  if (variable !== 'OS' && variable !== 'gpmc_sanitizer') {
    throw new Error(`The condition ${condition} is of a kind that the cross build cannot read.`);
  }
  const actual = variable === 'OS' ? system : '';
  return (actual === value) === (operator === '==');
}

/** A gyp file is a Python literal with comments; node-gyp needs Python anyway. */
function readPython(file: string): unknown {
  const program = 'import ast, json, sys; print(json.dumps(ast.literal_eval(sys.stdin.read())))';
  return JSON.parse(
    execFileSync('python3', ['-c', program], { input: fs.readFileSync(file), encoding: 'utf8' }),
  );
}
