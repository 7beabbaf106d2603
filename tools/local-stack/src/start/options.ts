import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '../paths.ts';

export interface StartOptions {
  readonly dataDir: string;
  /** Return when everything is ready and leave it running. */
  readonly background: boolean;
  /** Delete the data first. */
  readonly fresh: boolean;
  readonly gateways: number;
  /** How many simulated PCs live a working day. */
  readonly pcs: number;
  /** Simulated seconds per second. */
  readonly speed: number;
  /** This process is the one that `--background` left running. */
  readonly detached: boolean;
}

export const usage = `npm start -- [options]
  --background     return when everything is ready; npm stop ends it
  --fresh          begin anew: delete the data of the last time
  --pcs <n>        simulated PCs that live a working day (default 3; 0 = none)
  --speed <n>      how fast their day passes: simulated seconds per second (default 60)
  --gateways <n>   gateways side by side (default 1)
  --data <folder>  folder of data and logs (default .genkan)`;

const count = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) throw new Error(`--${name} needs a number of at least ${least}, not "${text}".`);
  return value;
};

/** @throws Error that names the option which is wrong */
export const readOptions = (args: readonly string[]): StartOptions => {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      background: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      detached: { type: 'boolean', default: false },
      pcs: { type: 'string', default: '3' },
      speed: { type: 'string', default: '60' },
      gateways: { type: 'string', default: '1' },
      data: { type: 'string', default: defaultDataFolder },
    },
  });
  return {
    dataDir: resolve(values.data),
    background: values.background,
    fresh: values.fresh,
    detached: values.detached,
    gateways: count('gateways', values.gateways, 1),
    pcs: count('pcs', values.pcs, 0),
    speed: count('speed', values.speed, 0.1),
  };
};
