import { outboxLimit } from '@genkan/kafka-kit';
import type { OutgoingMessage } from '@genkan/kafka-kit';
import type { DayOwner } from './day-owner.ts';
import type { EmployeeDay } from './employee-day.ts';
import type { EmployeeDayStore } from './employee-day.store.ts';

export interface MemoryEmployeeDayStore extends EmployeeDayStore {
  /** Everything stored, by day. */
  all(): readonly EmployeeDay[];
  /** The messages stored with the days, in order. */
  announced(): readonly OutgoingMessage[];
}

/** For tests: the same behaviour without a server. */
export function memoryEmployeeDayStore(): MemoryEmployeeDayStore {
  const stored = new Map<string, EmployeeDay>();
  const messages: OutgoingMessage[] = [];
  const ofOwner = ({ companyId, userId }: DayOwner): EmployeeDay[] =>
    [...stored.values()].filter((day) => day.companyId === companyId && day.userId === userId);

  return {
    async load(owner, days) {
      return ofOwner(owner).filter(({ day }) => days.includes(day)).map((day) => ({ day, room: outboxLimit }));
    },
    async list(owner, from, to) {
      return ofOwner(owner).filter(({ day }) => day >= from && day <= to).sort((a, b) => (a.day < b.day ? -1 : 1));
    },
    async save(day, announcements) {
      const id = [day.companyId, day.userId, day.day].join('|');
      if ((stored.get(id)?.rev ?? 0) !== day.rev) return 'moved';
      stored.set(id, { ...day, rev: day.rev + 1 });
      messages.push(...announcements.map(({ message }) => message));
      return 'saved';
    },
    async revisit(companyId, { userId, which }, at) {
      for (const [id, day] of stored) {
        const isMeant = day.companyId === companyId && (userId === undefined || day.userId === userId);
        const isConcerned = which === 'awaiting' ? day.awaiting : day.endsAt > which.endedAfter;
        if (isMeant && isConcerned) stored.set(id, { ...day, dueAt: at.getTime(), rev: day.rev + 1 });
      }
    },
    all: () => [...stored.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
    announced: () => messages,
  };
}
