import { TransientError } from '@genkan/kafka-kit';

const attemptsUntilUnmoved = 20;

/**
 * Repeats read-decide-write until nobody else wrote in between.
 * @throws TransientError after 20 attempts: the document is written faster than it can be decided on.
 */
export const untilUnmoved = async <Result>(attempt: () => Promise<Result | 'moved'>): Promise<Result> => {
  for (let count = 1; count <= attemptsUntilUnmoved; count++) {
    const result = await attempt();
    if (result !== 'moved') return result;
  }
  throw new TransientError(`the document moved ${attemptsUntilUnmoved} times`);
};
