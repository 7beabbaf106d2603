/** Version of the agent as events and enrolment report it; kept equal to package.json by a test. */
export const agentVersion = '0.1.0';
