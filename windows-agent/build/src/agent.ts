import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { filesIn, whenChanged } from './fresh.ts';
import { nodeForBlob, nodeForWindows, nodeVersion } from './node-runtime.ts';
import { output, root, windowsAgent, work } from './places.ts';
import { osslsigncode } from './programs.ts';
import { run } from './run.ts';
import { productVersion } from './version.ts';

const agent = join(windowsAgent, 'agent');
const pageAsset = 'client-console-page.json';
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** node.exe without its makers' signature, which would not fit any more, and with Genkan's name and version. */
const brand = async (): Promise<string> => {
  const branded = join(work, `node-branded-${productVersion()}.exe`);
  const original = await nodeForWindows();
  await whenChanged(branded, [], [nodeVersion, productVersion(), 'brand 1'], async () => {
    const unsigned = join(work, 'node-unsigned.exe');
    await run(await osslsigncode(), ['remove-signature', '-in', original, '-out', `${unsigned}.new`]);
    await rename(`${unsigned}.new`, unsigned);
    const executable = NtExecutable.from(await readFile(unsigned), { ignoreCert: true });
    const resources = NtExecutableResource.from(executable);
    const [info] = Resource.VersionInfo.fromEntries(resources.entries);
    if (info === undefined) throw new Error('node.exe has no version resource.');
    const [major = 0, minor = 0, patch = 0] = productVersion().split('.').map(Number);
    info.setFileVersion(major, minor, patch, 0);
    info.setProductVersion(major, minor, patch, 0);
    for (const language of info.getAllLanguagesForStringValues()) {
      info.setStringValues(language, {
        CompanyName: 'Genkan', FileDescription: 'Genkan agent', ProductName: 'Genkan', InternalName: 'genkan-agent',
        OriginalFilename: 'genkan-agent.exe', FileVersion: productVersion(), ProductVersion: productVersion(),
        LegalCopyright: 'Contains Node.js, MIT licence; see THIRD-PARTY.txt',
      });
    }
    info.outputToResourceEntries(resources.entries);
    resources.outputResource(executable);
    await writeFile(branded, Buffer.from(executable.generate()));
  });
  return branded;
};

/** The agent as one script, and the blob that the program carries. */
const makeBlob = async (): Promise<string> => {
  const folder = join(work, 'agent');
  const blob = join(folder, 'agent.blob');
  const sources = [
    ...(await filesIn(join(agent, 'src'), ['.ts', '.html', '.css'])),
    ...(await filesIn(join(root, 'packages', 'logon-policy', 'src'), ['.ts'])),
    join(root, 'package-lock.json'),
  ].filter((file) => !file.includes('.test.'));
  const node = nodeForBlob();
  await whenChanged(blob, sources, [nodeVersion, 'blob 2'], async () => {
    await mkdir(folder, { recursive: true });
    const script = join(folder, 'main.cjs');
    await build({
      entryPoints: [join(agent, 'src', 'main.ts')], outfile: script, bundle: true, platform: 'node', target: 'node22', format: 'cjs',
      charset: 'utf8', legalComments: 'none', logLevel: 'error',
      // Only reached where there is no executable, see the agent's README.
      external: ['esbuild'], define: { 'import.meta.dirname': '""', 'import.meta.url': '""' },
    });
    const page = join(folder, pageAsset);
    await run(process.execPath, ['--disable-warning=ExperimentalWarning', join(agent, 'src', 'client-console', 'page', 'write-page.ts'), page]);
    const config = join(folder, 'sea.json');
    await writeFile(config, JSON.stringify({
      // Relative: the path of the script goes into the blob.
      main: basename(script), output: basename(blob), assets: { [pageAsset]: basename(page) },
      useSnapshot: false, useCodeCache: false, disableExperimentalSEAWarning: true,
      // Without "none" the program would obey NODE_OPTIONS of whoever starts it.
      execArgv: ['--disable-warning=ExperimentalWarning'], execArgvExtension: 'none',
    }));
    await run(node, ['--experimental-sea-config', basename(config)], { cwd: folder });
  });
  return blob;
};

/** genkan-agent.exe: Node with the agent inside (single executable application). */
export const buildAgent = async (): Promise<void> => {
  const program = join(output, 'genkan-agent.exe');
  const [branded, blob] = [await brand(), await makeBlob()];
  const made = await whenChanged(program, [branded, blob], ['inject 1'], async () => {
    const arriving = join(work, 'genkan-agent.exe');
    await copyFile(branded, arriving);
    const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js');
    await run(process.execPath, [postject, arriving, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse]);
    await rename(arriving, program);
  });
  if (made) console.log('  genkan-agent.exe (agent)');
};
