import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AdministratorSchema,
  CompanySchema,
  DeviceSchema,
  DeviceStatus,
  DivisionSchema,
  EmployeeSchema,
  SessionEventKind,
  SessionEventSchema,
  SessionSource,
  type Administrator,
  type Company,
  type Device,
  type Division,
  type Employee,
  type SessionEvent,
} from '@genkan/contracts';
import { newId } from '@genkan/service-kit';

const epoch = timestampFromDate(new Date(0));

/** Timestamp of an ISO 8601 text, for fields of messages. */
export const at = (moment: string | Date) => timestampFromDate(new Date(moment));

export const aCompany = (given: MessageInitShape<typeof CompanySchema> = {}): Company =>
  create(CompanySchema, {
    companyId: newId(),
    companyCode: 'demo',
    name: '見本商事',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    oidcIssuer: 'https://attendance.example',
    oidcClientId: 'genkan',
    firstAdministratorCode: 'admin1',
    punchSettings: [{ effectiveFrom: epoch, punchLinkage: true, breakLinkage: true, breakThresholdMinutes: 30, carryHours: 5 }],
    version: 1n,
    ...given,
  });

export const aDivision = (given: MessageInitShape<typeof DivisionSchema> = {}): Division =>
  create(DivisionSchema, {
    companyId: newId(),
    divisionCode: '1000',
    name: '営業部',
    dayBorders: [{ effectiveFrom: epoch, dayBorder: '05:00' }],
    version: 1n,
    ...given,
  });

export const anEmployee = (given: MessageInitShape<typeof EmployeeSchema> = {}): Employee =>
  create(EmployeeSchema, {
    companyId: newId(),
    userId: newId(),
    employeeKey: `key-${newId()}`,
    employeeCode: '1001',
    lastName: '勤怠',
    firstName: '太郎',
    emailAddresses: ['taro@example.jp'],
    divisions: [{ effectiveFrom: epoch, divisionCode: '1000' }],
    version: 1n,
    ...given,
  });

export const aSyncedAdministrator = (given: MessageInitShape<typeof AdministratorSchema> = {}): Administrator =>
  create(AdministratorSchema, {
    companyId: newId(),
    administratorKey: `key-${newId()}`,
    code: 'admin1',
    name: '管理 花子',
    emailAddresses: ['hanako@example.jp'],
    version: 1n,
    ...given,
  });

export const aDeviceRecord = (given: MessageInitShape<typeof DeviceSchema> = {}): Device =>
  create(DeviceSchema, {
    companyId: newId(),
    deviceId: newId(),
    version: 1n,
    pcName: 'PC-01',
    status: DeviceStatus.ACTIVE,
    links: [],
    changedTime: epoch,
    ...given,
  });

/** `time` is when it happened (ISO 8601); it was received a second later. */
export const aSessionEvent = (
  time: string | Date = '2026-04-01T00:00:00Z',
  given: MessageInitShape<typeof SessionEventSchema> = {},
): SessionEvent =>
  create(SessionEventSchema, {
    eventId: crypto.randomUUID(),
    companyId: newId(),
    deviceId: newId(),
    userId: newId(),
    windowsAccount: 'PC-01\\taro',
    windowsSid: 'S-1-5-21-1-2-3-1001',
    sessionId: 1,
    kind: SessionEventKind.LOGON,
    occurredAt: at(time),
    utcOffsetMinutes: 540,
    monotonicMs: 60_000n,
    bootId: crypto.randomUUID(),
    sequence: 1n,
    source: SessionSource.CONSOLE,
    receivedAt: timestampFromDate(new Date(new Date(time).getTime() + 1_000)),
    clientVersion: '1.0.0',
    ip: '192.0.2.1',
    pcName: 'PC-01',
    ...given,
  });
