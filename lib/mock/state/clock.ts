import { randomUUID } from 'node:crypto';

/** What the model takes from outside itself; replaced in tests that need the same times and GUIDs every run. */
export interface Environment {
  now(): Date;
  /** A new GUID, with or without braces. */
  newGuid(): string;
}

export const systemEnvironment: Environment = {
  now: () => new Date(),
  newGuid: () => randomUUID(),
};
