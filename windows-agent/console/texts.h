#pragma once

// Identifiers of the launcher's texts; console.rc holds them in Japanese and English.
#define IDS_TITLE 100
#define IDS_PASSWORD_CAPTION 101
#define IDS_PASSWORD_MESSAGE 102
#define IDS_PASSWORD_WRONG 103
#define IDS_TOO_MANY 104
#define IDS_HOST_ABSENT 105
#define IDS_AGENT_AWAY 106
#define IDS_CHECK_UNAVAILABLE 107
#define IDS_OPEN_FAILED 108
#define IDS_INTERNAL 109
#define IDS_NO_NAME 110
