import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, type Genkan, provision, type Servers, startGenkan, startServers } from '@genkan/local-stack';

/** Everything a story needs: real servers, all processes, the demo company; its own folder and ports. */
export interface Story {
  readonly folder: string;
  readonly servers: Servers;
  readonly genkan: Genkan;
  readonly demo: Demo;
  end(): Promise<void>;
}

export interface StoryOptions {
  readonly gateways?: number;
  /** Whether the console is built and served; stories without a browser do without. */
  readonly console?: boolean;
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const startStory = async ({ gateways = 1, console: withConsole = false, env = {} }: StoryOptions = {}): Promise<Story> => {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-story-'));
  const servers = await startServers({ dataDir: folder, useGiven: false });
  try {
    const genkan = await startGenkan({ servers, dataDir: folder, gateways, console: withConsole, env });
    try {
      const demo = await provision({ genkan, dataDir: folder });
      const end = async (): Promise<void> => {
        await genkan.stop();
        await servers.stop();
        if (!process.env['GENKAN_KEEP_STORIES']) await rm(folder, { recursive: true, force: true });
      };
      return { folder, servers, genkan, demo, end };
    } catch (error) {
      await genkan.stop();
      throw error;
    }
  } catch (error) {
    await servers.stop();
    throw error;
  }
};
