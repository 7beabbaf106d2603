// Where everything lies: folders, files, registry keys, names.
#pragma once

#include <string>

namespace genkan::host {

inline constexpr wchar_t serviceName[] = L"GenkanHost";
inline constexpr wchar_t eventSource[] = L"Genkan";
inline constexpr wchar_t authPipeName[] = L"\\\\.\\pipe\\Genkan.auth";
inline constexpr wchar_t userPipeName[] = L"\\\\.\\pipe\\Genkan.user";
inline constexpr wchar_t genkanKey[] = L"SOFTWARE\\Genkan";
inline constexpr wchar_t guardKey[] = L"SOFTWARE\\Genkan\\Guard";
inline constexpr wchar_t bootKey[] = L"SOFTWARE\\Genkan\\Boot";
inline constexpr wchar_t drainKey[] = L"SOFTWARE\\Genkan\\Drain";
inline constexpr wchar_t eventSourceKey[] = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Genkan";
// Control code of the service: read the request below `drainKey`.
inline constexpr unsigned long drainControl = 130;

// Folder of this program.
std::wstring programFolder();
std::wstring programPath();
// `DataFolder` of the registry, else ProgramData\Genkan.
std::wstring dataFolder();
std::wstring dataFile(const wchar_t* name);
std::wstring system32(const wchar_t* name);

// Version of the product, as in the version resource.
const char* productVersion() noexcept;

}  // namespace genkan::host
