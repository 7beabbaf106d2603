import { AttendanceFailure, type Connection, type Division, type Employee, type KingOfTime } from '@genkan/king-of-time';
import { DirectoryFailure, type AttendanceDirectory, type UpstreamDivision, type UpstreamEmployee } from '../attendance-directory.port.ts';

const total = 3;

/** The directory as the WebAPI v1.0 gives it: three reads, at the pace of the client. */
export function kingOfTimeDirectory(client: KingOfTime): AttendanceDirectory {
  return {
    async read({ companyId, baseUrl, token }, onStep) {
      const connection: Connection = { companyId, baseUrl, token };
      try {
        const employees = await client.employees(connection, { includeResigner: true });
        onStep?.(1, total);
        const administrators = await client.administrators(connection);
        onStep?.(2, total);
        // After the employees, so that a division made in between is known when its first person is.
        const divisions = await client.divisions(connection);
        onStep?.(total, total);
        return {
          employees: employees.map(toEmployee),
          divisions: divisions.map(toDivision),
          administrators: administrators.map(({ key, code, name, emailAddresses }) => ({ administratorKey: key, code, name, emailAddresses })),
        };
      } catch (error) {
        if (!(error instanceof AttendanceFailure)) throw error;
        throw new DirectoryFailure(error.code, { said: error.upstreamMessage, retryAt: error.retryAt, cause: error });
      }
    },
  };
}

const toEmployee = (employee: Employee): UpstreamEmployee => ({
  employeeKey: employee.key,
  employeeCode: employee.code,
  lastName: employee.lastName,
  firstName: employee.firstName,
  emailAddresses: employee.emailAddresses,
  divisionCode: employee.divisionCode,
  workingTypeCode: employee.typeCode ?? '',
  hiredDate: employee.hiredDate ?? '',
  resignationDate: employee.resignationDate ?? '',
});

const toDivision = ({ code, name, dayBorderTime }: Division): UpstreamDivision => ({ divisionCode: code, name, dayBorder: dayBorderTime });
