import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What binding.gyp says of the addon for one operating system. */
export interface AddonDescription {
  readonly sources: readonly string[];
  readonly defines: readonly string[];
}

interface GypBlock {
  sources?: string[];
  defines?: string[];
  conditions?: [condition: string, then: GypBlock, otherwise?: GypBlock][];
}

/**
 * Reads the target `gpmc` of binding.gyp, so that the list of sources is kept in one place.
 *
 * @param operatingSystem - as gyp names it: `win`, `linux`, `mac`.
 */
export function readAddon(root: string, operatingSystem: string): AddonDescription {
  const gyp = readPython(path.join(root, 'binding.gyp')) as {
    targets: (GypBlock & { target_name: string })[];
  };
  const target = gyp.targets.find((candidate) => candidate.target_name === 'gpmc');
  if (!target) throw new Error('binding.gyp has no target "gpmc".');
  const blocks: GypBlock[] = [target];
  for (const [condition, then, otherwise] of target.conditions ?? []) {
    const chosen = holds(condition, operatingSystem) ? then : otherwise;
    if (chosen) blocks.push(chosen);
  }
  return {
    sources: blocks.flatMap((block) => block.sources ?? []),
    defines: blocks.flatMap((block) => block.defines ?? []),
  };
}

/** The conditions that binding.gyp has: on the operating system, and on the sanitizer, which a release has not. */
function holds(condition: string, operatingSystem: string): boolean {
  const match = /^(\w+)(==|!=)"(\w*)"$/.exec(condition);
  if (!match)
    throw new Error(
      `binding.gyp: the condition ${condition} is of a kind that the Windows build cannot read.`,
    );
  const [, variable, operator, value] = match;
  if (variable !== 'OS' && variable !== 'gpmc_sanitizer') {
    throw new Error(
      `binding.gyp: the Windows build does not know the variable of the condition ${condition}.`,
    );
  }
  const actual = variable === 'OS' ? operatingSystem : '';
  return (actual === value) === (operator === '==');
}

/** A gyp file is a Python literal with comments; node-gyp needs Python anyway. */
function readPython(file: string): unknown {
  const program = 'import ast, json, sys; print(json.dumps(ast.literal_eval(sys.stdin.read())))';
  return JSON.parse(
    execFileSync('python3', ['-c', program], { input: fs.readFileSync(file), encoding: 'utf8' }),
  );
}
