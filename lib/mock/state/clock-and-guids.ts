import { randomUUID } from 'node:crypto';

/** What a forest takes from outside itself; replaced by tests that need the same times and GUIDs in every run. */
export interface ClockAndGuids {
  now(): Date;
  /** A new GUID, with or without braces. */
  newGuid(): string;
}

export const systemClockAndGuids: ClockAndGuids = {
  now: () => new Date(),
  newGuid: () => randomUUID(),
};
