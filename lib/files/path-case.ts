import { foldCase } from './text';

/**
 * Gives every path the case in which each of its parts was first seen, since `Machine\Scripts` and
 * `machine\scripts` are one directory on Windows and two elsewhere.
 */
export class PathCase {
  readonly #known = new Map<string, string>();

  /** The path in its first spelling, which becomes known with it. */
  of(path: string): string {
    let spelled = '';
    for (const part of path.split('\\')) {
      const next = spelled === '' ? part : `${spelled}\\${part}`;
      const key = foldCase(next);
      spelled = this.#known.get(key) ?? next;
      this.#known.set(key, spelled);
    }
    return spelled;
  }
}

/** A path, and every directory above it that has a name: `a\b\c` gives `a`, `a\b`, `a\b\c`. */
export function withParents(path: string): string[] {
  const parts = path.split('\\');
  return parts.map((_, index) => parts.slice(0, index + 1).join('\\'));
}

/** Orders paths as Windows shows them: without regard to case, and equally in every locale. */
export function comparePaths(a: string, b: string): number {
  const [x, y] = [foldCase(a), foldCase(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
