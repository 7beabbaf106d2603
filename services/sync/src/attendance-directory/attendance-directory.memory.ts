import type { AttendanceDirectory, DirectoryFailure, Upstream } from './attendance-directory.port.ts';

/** A directory that a test fills; it fails once with each failure put into `failures`. */
export interface MemoryDirectory extends AttendanceDirectory {
  upstream: Upstream;
  readonly failures: DirectoryFailure[];
}

export function createMemoryDirectory(upstream: Upstream): MemoryDirectory {
  const directory: MemoryDirectory = {
    upstream,
    failures: [],
    async read(_access, onStep) {
      const failure = directory.failures.shift();
      if (failure) throw failure;
      onStep?.(3, 3);
      return structuredClone(directory.upstream);
    },
  };
  return directory;
}
