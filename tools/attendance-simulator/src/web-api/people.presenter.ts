import { company, workingTypes, type Administrator, type Division, type Employee } from '../people/person.ts';

/** People in the shapes of the WebAPI v1.0 (domain 8.2); a property that has no value is left out. */
const additionalEmployeeFields = ['lastNamePhonetics', 'firstNamePhonetics', 'hiredDate', 'birthDate', 'resignationDate', 'emailAddresses'] as const;

export function presentEmployee(employee: Employee, divisions: readonly Division[], additionalFields: ReadonlySet<string>): unknown {
  const additional = additionalEmployeeFields.filter((field) => additionalFields.has(field)).map((field) => [field, employee[field]]);
  return {
    divisionCode: employee.divisionCode,
    divisionName: divisions.find((division) => division.code === employee.divisionCode)?.name,
    gender: employee.gender,
    typeCode: employee.typeCode,
    typeName: workingTypes.find((type) => type.code === employee.typeCode)?.name,
    code: employee.code,
    lastName: employee.lastName,
    firstName: employee.firstName,
    key: employee.key,
    employeeGroups: [],
    ...(Object.fromEntries(additional) as object),
  };
}

export const presentAdministrator = (administrator: Administrator, additionalFields: ReadonlySet<string>): unknown => ({
  code: administrator.code,
  key: administrator.key,
  name: administrator.name,
  ...(additionalFields.has('emailAddresses') ? { emailAddresses: administrator.emailAddresses } : {}),
});

export const presentCompany = (): unknown => ({
  ...company,
  businessYearStartDate: '04/01',
  settings: { timeDisplayFormat: 'sexagesimal', decimalTreatType: 'roundDown' },
});
