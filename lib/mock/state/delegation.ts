import { Hresult } from '../../hresult/codes';
import { HresultError } from '../../hresult/hresult-error';
import type { PermissionEntry } from './permission-entry';
import {
  checkLevel,
  comprises,
  type DelegatedKind,
  isCustom,
  isInheritable,
  levelName,
  overlaps,
} from './permission-levels';

/** What is granted or taken away: the level of a trustee. */
export type Permission = Pick<PermissionEntry, 'sid' | 'type' | 'denied' | 'inheritable'>;

/**
 * The delegation of an object as it was when it was asked for: `IGPMSecurityInfo`. Changes are made here by GPMC's rules,
 * and the object has them when the whole is put in place of its own.
 *
 * Where a method gives false nothing has changed, and GPMC says `S_FALSE`.
 */
export class Delegation {
  #lines: readonly PermissionEntry[];

  constructor(
    readonly kind: DelegatedKind,
    lines: readonly PermissionEntry[],
  ) {
    this.#lines = lines;
  }

  /** As of the last change. */
  get lines(): readonly PermissionEntry[] {
    return this.#lines;
  }

  /**
   * Grants a level. It takes the place of lower ones of the trustee, and changes nothing below a higher one.
   * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsecurityinfo-add
   */
  add({ sid, type, denied, inheritable }: Permission): boolean {
    checkLevel(this.kind, type);
    if (denied || isCustom(type)) {
      throw invalid(
        `GPMC grants no ${denied ? 'permission that denies' : 'custom permission'}; give ${sid} one of the levels.`,
      );
    }
    const lines = this.#lines.filter((line) => line.sid === sid);
    const against = lines.find((line) => (line.denied || line.inherited) && overlaps(line.type, type));
    if (against) {
      const how = against.denied ? 'is denied' : 'inherits';
      throw invalid(
        `${sid} ${how} ${levelName(against.type)}, over which ${levelName(type)} cannot be granted.`,
      );
    }
    const entry = { sid, type, denied, inherited: false, inheritable: isInheritable(type, inheritable) };
    const granted = lines.filter((line) => !line.denied && !line.inherited);
    const covered = granted.some(
      (line) => comprises(line.type, type) && (line.type !== type || line.inheritable === entry.inheritable),
    );
    if (covered) return false;
    const replaced = granted.filter((line) => comprises(type, line.type));
    this.#lines = [...this.#lines.filter((line) => !replaced.includes(line)), entry];
    return true;
  }

  /**
   * Takes a level away, or a lower one that the trustee has; below a higher one that it has nothing changes.
   *
   * @throws HresultError for what is inherited, and where there is nothing to remove: what GPMC says of that is not known
   *
   * https://learn.microsoft.com/windows/win32/api/gpmgmt/nf-gpmgmt-igpmsecurityinfo-remove
   */
  remove({ sid, type, denied }: Permission): boolean {
    checkLevel(this.kind, type);
    const lines = this.#lines.filter((line) => line.sid === sid && line.denied === denied);
    const own = lines.filter((line) => !line.inherited);
    if (own.some((line) => line.type !== type && comprises(line.type, type))) return false;
    const removed = own.filter((line) => comprises(type, line.type));
    if (removed.length > 0) {
      this.#lines = this.#lines.filter((line) => !removed.includes(line));
      return true;
    }
    if (lines.some((line) => overlaps(line.type, type) && line.inherited)) {
      throw invalid(
        `${sid} inherits its permissions; they can only be removed from the scope that has them.`,
      );
    }
    throw new HresultError(
      Hresult.ERROR_NOT_FOUND,
      `The permission to remove, ${levelName(type)} of ${sid}, is not among those of the object.`,
    );
  }

  /** Takes everything from a trustee that it does not inherit. */
  removeTrustee(sid: string): boolean {
    const rest = this.#lines.filter((line) => line.inherited || line.sid !== sid);
    if (rest.length === this.#lines.length) return false;
    this.#lines = rest;
    return true;
  }

  /** What an object of another kind or place takes over of it: all but what is inherited; refuses other kinds' levels. */
  linesFor(kind: DelegatedKind): readonly PermissionEntry[] {
    const own = this.#lines.filter((line) => !line.inherited);
    for (const { type } of own) checkLevel(kind, type);
    return own;
  }
}

function invalid(message: string): HresultError {
  return new HresultError(Hresult.E_INVALIDARG, message);
}
