import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import { employeeDayStoreContract } from '../business-day/employee-day.store.contract.ts';
import { memoryEmployeeDayStore } from '../business-day/employee-day.store.memory.ts';
import { eventRegisterContract } from '../business-day/event-register.store.contract.ts';
import { memoryEventRegister } from '../business-day/event-register.store.memory.ts';
import { recordStoreContract } from '../people/record.store.contract.ts';
import { memoryRecordStore } from '../people/record.store.memory.ts';

describe('memory employee-day store', () => {
  const store = memoryEmployeeDayStore();
  employeeDayStoreContract(() => store, randomUUID);
});
describe('memory event register', () => {
  const register = memoryEventRegister();
  eventRegisterContract(() => register, randomUUID);
});
describe('memory record store', () => {
  const store = memoryRecordStore();
  recordStoreContract(() => store, randomUUID);
});
