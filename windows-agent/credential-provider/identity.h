// Names of this provider: class ids, registry keys, version.
#pragma once

#include <windows.h>

#ifndef GENKAN_VERSION
#define GENKAN_VERSION "0.1.0"
#endif

namespace genkan::provider {

// {7C1B5E0A-6F5D-4D0B-9C39-2B7A4B0E61A1} and …A2}.
inline constexpr CLSID providerClass = {0x7c1b5e0a, 0x6f5d, 0x4d0b, {0x9c, 0x39, 0x2b, 0x7a, 0x4b, 0x0e, 0x61, 0xa1}};
inline constexpr CLSID filterClass = {0x7c1b5e0a, 0x6f5d, 0x4d0b, {0x9c, 0x39, 0x2b, 0x7a, 0x4b, 0x0e, 0x61, 0xa2}};

inline constexpr char version[] = GENKAN_VERSION;
inline constexpr wchar_t serviceName[] = L"GenkanHost";
inline constexpr wchar_t pipeName[] = L"\\\\.\\pipe\\Genkan.auth";
inline constexpr wchar_t eventSource[] = L"Genkan";
inline constexpr wchar_t mainKey[] = L"SOFTWARE\\Genkan";
inline constexpr wchar_t guardKey[] = L"SOFTWARE\\Genkan\\Guard";
inline constexpr wchar_t runningKey[] = L"SOFTWARE\\Genkan\\Guard\\Running";
#ifdef GENKAN_TEST_CONTROLS
inline constexpr wchar_t testKey[] = L"SOFTWARE\\Genkan\\Test";
#endif

}  // namespace genkan::provider
