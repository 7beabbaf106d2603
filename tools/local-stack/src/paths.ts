import { dirname, join } from 'node:path';

const packageFolder = dirname(import.meta.dirname);

/** The checkout that this stack belongs to. */
export const repositoryFolder = join(packageFolder, '..', '..');

/** Built artefacts (jars, class archives, unpacked packages); safe to delete, rebuilt when missing. */
export const cacheFolder = join(repositoryFolder, '.genkan', 'cache');

/** Sources of the Java servers. */
export const kafkaSources = join(packageFolder, 'kafka');
export const standinSources = join(packageFolder, 'mongodb-standin');

/** Where `npm start` keeps its data. */
export const defaultDataFolder = join(repositoryFolder, '.genkan');
