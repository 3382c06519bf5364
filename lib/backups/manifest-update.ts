import fs from 'node:fs/promises';
import path from 'node:path';
import { withDirectoryLock } from '../files/directory-lock';
import { errorCode, rename, syncDirectory, syncFile } from '../files/disk';
import { FormatError } from '../files/errors';
import { limits } from '../files/limits';
import { removeTree } from '../files/remove-tree';
import { encodeUtf8, foldCase } from '../files/text';
import { type ManifestText, manifestEnd, manifestHead, manifestName, manifestSpace } from './manifest';
import { forget, type Marks, marksOf, recall, remember } from './manifest-memory';
import { type RepairedManifest, repairManifest } from './manifest-repair';
import type { Workspace } from './workspace';

/**
 * A change of a directory's manifest: the entry of one backup comes or goes. What others, or a crash, kept out of the
 * manifest is entered on that occasion. Only the holder of the directory's lock may write.
 */
export class ManifestUpdate {
  private constructor(
    private readonly workspace: Workspace,
    private readonly id: string | undefined,
    private readonly durable: boolean,
    /** What the directory looked like before it was read. */
    private readonly marks: Marks,
    private readonly stale: ReadonlySet<string>,
    /** Undefined where it is as this process left it, and holds no entry of the backup. */
    private readonly found?: RepairedManifest,
  ) {}

  /**
   * Mends a manifest before a backup is begun, once for all that are written at the same time: what is known of a large
   * one is large. So it is also told, before work is done in vain, where it cannot be read.
   *
   * @throws FormatError for a manifest that is there and cannot be read.
   */
  static async mend(workspace: Workspace, durable: boolean, signal: AbortSignal | undefined): Promise<void> {
    const { directory } = workspace;
    const isKnown = async (): Promise<boolean> => !!recall(directory, await marksOf(directory));
    if (await isKnown()) return;
    const task = async (): Promise<void> => {
      if (!(await isKnown())) await (await ManifestUpdate.ofAny(workspace, undefined, durable)).write();
    };
    await withDirectoryLock(directory, task, { signal });
  }

  /**
   * Reads what has to be known before a backup is put in its place.
   *
   * @throws as {@link ManifestUpdate.mend}
   */
  static async ofNew(workspace: Workspace, id: string, durable: boolean): Promise<ManifestUpdate> {
    const marks = await marksOf(workspace.directory);
    const known = recall(workspace.directory, marks);
    return known && marks.manifest !== '' && !known.stale.has(foldCase(id))
      ? new ManifestUpdate(workspace, foldCase(id), durable, marks, known.stale)
      : ManifestUpdate.ofAny(workspace, id, durable);
  }

  /**
   * Reads what has to be known before a backup is taken away, or nothing but what others did is mended.
   *
   * @throws as {@link ManifestUpdate.mend}
   */
  static async ofAny(
    workspace: Workspace,
    id: string | undefined,
    durable: boolean,
  ): Promise<ManifestUpdate> {
    const marks = await marksOf(workspace.directory);
    const found = await repairManifest(workspace);
    const key = id === undefined ? undefined : foldCase(id);
    if (key !== undefined) found.stale.delete(key);
    return new ManifestUpdate(workspace, key, durable, marks, found.stale, found);
  }

  /**
   * Writes the manifest with the entry of the backup in the place of one that it had, or without any.
   *
   * @throws FormatError `tooLarge`; system errors. The manifest is what it was then.
   */
  async write(entry?: string): Promise<void> {
    const { workspace, found, id } = this;
    forget(workspace.directory);
    const others = (each: ManifestText): boolean => id === undefined || each.id !== id;
    const kept = found?.entries.filter(others) ?? [];
    const added = (found?.missing.filter(others) ?? []).map(({ text }) => text);
    if (entry !== undefined) added.push(entry);
    const stays = !found || (found.extensible && kept.length === found.entries.length);
    const changes = added.length > 0 || (!stays && found.exists);
    if (changes && stays) await this.extend(added);
    else if (changes) await this.rewrite([...kept.map(({ text }) => text), ...added]);
    const removed = found?.removed ?? [];
    for (const each of removed) await removeTree(each).catch(() => undefined);
    await remember(workspace.directory, this.stale, changes || removed.length > 0 ? undefined : this.marks);
  }

  private async rewrite(entries: string[]): Promise<void> {
    const data = encodeUtf8([manifestHead, ...entries, manifestEnd].join(''));
    this.checkSize(data.length);
    await fs.writeFile(this.temporary, data);
    await this.replace();
  }

  /**
   * Puts entries before the end. The system copies what is there: a manifest of ten thousand backups has 5 MB, and to
   * read and write it would cost more than the backup.
   */
  private async extend(added: string[]): Promise<void> {
    await fs.copyFile(this.file, this.temporary, fs.constants.COPYFILE_FICLONE);
    const handle = await this.openCopy();
    try {
      const { size } = await handle.stat();
      const tail = Buffer.alloc(Math.min(size, longestTail));
      await handle.read(tail, 0, tail.length, size - tail.length);
      const end = tail.lastIndexOf(manifestEnd);
      if (end < 0) {
        throw new FormatError('malformed', this.file, 'it was changed by somebody meanwhile; try again');
      }
      const data = encodeUtf8(added.join('') + manifestEnd);
      const at = size - tail.length + end;
      this.checkSize(at + data.length);
      for (let done = 0; done < data.length; ) {
        done += (await handle.write(data, done, data.length - done, at + done)).bytesWritten;
      }
      await handle.truncate(at + data.length);
    } finally {
      await handle.close();
    }
    await this.replace();
  }

  /** A file that may not be written may be replaced, but its copy may not be written either. */
  private async openCopy(): Promise<fs.FileHandle> {
    try {
      return await fs.open(this.temporary, 'r+');
    } catch (error) {
      if (errorCode(error) !== 'EACCES') throw error;
      await fs.chmod(this.temporary, 0o644);
      return fs.open(this.temporary, 'r+');
    }
  }

  /** A reader finds the old manifest or the new, never a part. */
  private async replace(): Promise<void> {
    if (this.durable) await syncFile(this.temporary);
    await rename(this.temporary, this.file);
    if (this.durable) await syncDirectory(this.workspace.directory);
  }

  private checkSize(size: number): void {
    if (size > limits.manifestSize) {
      throw new FormatError(
        'tooLarge',
        this.file,
        `it would have ${size} bytes, and at most ${limits.manifestSize} are read; use another directory`,
      );
    }
  }

  private get file(): string {
    return path.join(this.workspace.directory, manifestName);
  }

  private get temporary(): string {
    return path.join(this.workspace.folder, manifestName);
  }
}

/** Bytes in which the end of a manifest is looked for, with the white space that may be after it. */
const longestTail = manifestEnd.length + manifestSpace;
