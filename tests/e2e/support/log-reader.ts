import { CallRefused, logIn } from '@genkan/local-stack';
import type { Story } from './story.ts';

interface LogPage {
  readonly entries: readonly { readonly sourceId: string; readonly operation: string }[];
  readonly nextCursor: string | null;
}

/** An administrator who reads the log and, when the session is lost, logs in again. */
export interface LogReader {
  /** The ids of the session events of a PC, the first recorded one first. */
  sessionEventsOf(pcName: string): Promise<string[]>;
}

export const logReader = (story: Story): LogReader => {
  const { demo, genkan } = story;
  let console = demo.console;

  const read = async (query: string): Promise<LogPage> => {
    try {
      return (await console.call('GET', query)) as LogPage;
    } catch (error) {
      if (!(error instanceof CallRefused) || error.status !== 401) throw error;
      const { account, password } = demo.administrators[0]!;
      console = await logIn({ gatewayUrl: genkan.gateways[0]!.url, issuer: demo.issuer, account, password });
      return (await console.call('GET', query)) as LogPage;
    }
  };

  return {
    async sessionEventsOf(pcName) {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page: LogPage = await read(`/log-entries?limit=100&q=${pcName}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
        ids.push(...page.entries.filter(({ operation }) => operation === 'session-event').map(({ sourceId }) => sourceId.replace('session-event:', '')));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return ids.reverse();
    },
  };
};
