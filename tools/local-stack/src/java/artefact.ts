import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { debianCommand } from '../debian.ts';
import { type Log, step } from '../log.ts';
import { cacheFolder } from '../paths.ts';
import { withLock } from '../lock.ts';

const run = promisify(execFile);

/** A Java program built from a `pom.xml` (libraries only) and `src/`. */
export interface Artefact {
  readonly folder: string;
  readonly classpath: string;
}

export interface Java {
  readonly java: string;
  readonly env: Readonly<Record<string, string>>;
}

const jdk = ['openjdk-17-jdk-headless'];

export const findJava = async (log: Log): Promise<Java> => {
  const command = await debianCommand('java', jdk, log);
  return { java: command.path, env: command.env };
};

const sourceFiles = async (sources: string): Promise<string[]> => {
  const files: string[] = [];
  for await (const file of glob('{pom.xml,*.properties,src/**/*.java}', { cwd: sources })) files.push(file);
  return files.sort();
};

const digest = async (sources: string, files: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(await readFile(join(sources, file))).update('\0');
  return hash.digest('hex').slice(0, 16);
};

const build = async (sources: string, files: readonly string[], target: string, log: Log): Promise<void> => {
  const maven = await debianCommand('mvn', ['maven'], log);
  const javac = await debianCommand('javac', jdk, log);
  const building = `${target}.building`;
  await rm(building, { recursive: true, force: true });
  const libraries = join(building, 'lib');
  const classes = join(building, 'classes');
  await mkdir(classes, { recursive: true });
  // Maven looks for Java on its own; it shall find the same one.
  const env = { ...process.env, ...maven.env, ...javac.env, PATH: `${dirname(javac.path)}:${process.env['PATH'] ?? ''}` };
  await run(
    maven.path,
    ['-q', '-B', '-ntp', '-f', join(sources, 'pom.xml'), 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libraries}`],
    { env, cwd: building },
  );
  const java = files.filter((file) => file.endsWith('.java')).map((file) => join(sources, file));
  await run(javac.path, ['--release', '17', '-nowarn', '-cp', join(libraries, '*'), '-d', classes, ...java], { env: { ...process.env, ...javac.env } });
  for (const file of files.filter((name) => name.endsWith('.properties'))) await cp(join(sources, file), join(classes, basename(file)));
  // A class archive accepts jars only, no folders.
  const jar = await debianCommand('jar', jdk, log);
  await run(jar.path, ['cf', join(libraries, 'genkan.jar'), '-C', classes, '.'], { env: { ...process.env, ...jar.env } });
  await rename(building, target);
};

const dayMs = 86_400_000;

// Not at once: another stack may still run from the version before.
const removeOlder = async (parent: string, keep: string): Promise<void> => {
  for (const entry of await readdir(parent)) {
    const path = join(parent, entry);
    const isOld = Date.now() - (await stat(path)).mtimeMs > dayMs;
    if (entry !== keep && isOld) await rm(path, { recursive: true, force: true });
  }
};

/**
 * The built form of a Java server, made once per state of its sources and shared by every stack of
 * this checkout.
 * @throws Error with the compiler's or Maven's output when it does not build.
 */
export const artefact = async (name: string, sources: string, log: Log): Promise<Artefact> => {
  const files = await sourceFiles(sources);
  const version = await digest(sources, files);
  const parent = join(cacheFolder, name);
  const folder = join(parent, version);
  if (!existsSync(folder)) {
    await mkdir(parent, { recursive: true });
    await withLock(join(parent, 'build.lock'), async () => {
      if (existsSync(folder)) return;
      await step(log, `Building ${name} (Maven)`, () => build(sources, files, folder, log));
      await removeOlder(parent, version);
    });
  }
  const jars = (await readdir(join(folder, 'lib'))).sort().map((jar) => join(folder, 'lib', jar));
  return { folder, classpath: jars.join(':') };
};
