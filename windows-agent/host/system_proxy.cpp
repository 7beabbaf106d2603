#include <windows.h>
#include <winhttp.h>

#include <string>

#include "host/agent_questions.h"
#include "host/places.h"
#include "host/proxy_text.h"
#include "host/wide.h"

namespace genkan::host {

namespace {

// Loaded when first needed: the service does not keep WinHTTP in memory for a PC without proxy questions.
struct WinHttp {
  HMODULE module = LoadLibraryW(system32(L"winhttp.dll").c_str());
  template <typename F>
  F function(const char* name) const {
    return module == nullptr ? nullptr : reinterpret_cast<F>(reinterpret_cast<void*>(GetProcAddress(module, name)));
  }
  decltype(&::WinHttpGetIEProxyConfigForCurrentUser) userConfig = function<decltype(&::WinHttpGetIEProxyConfigForCurrentUser)>("WinHttpGetIEProxyConfigForCurrentUser");
  decltype(&::WinHttpGetDefaultProxyConfiguration) machineConfig = function<decltype(&::WinHttpGetDefaultProxyConfiguration)>("WinHttpGetDefaultProxyConfiguration");
  decltype(&::WinHttpOpen) open = function<decltype(&::WinHttpOpen)>("WinHttpOpen");
  decltype(&::WinHttpGetProxyForUrl) forUrl = function<decltype(&::WinHttpGetProxyForUrl)>("WinHttpGetProxyForUrl");
  decltype(&::WinHttpCloseHandle) close = function<decltype(&::WinHttpCloseHandle)>("WinHttpCloseHandle");
};

std::string takeText(LPWSTR text) {
  if (text == nullptr) return {};
  std::string utf8 = toUtf8(text);
  GlobalFree(text);
  return utf8;
}

std::string named(const std::string& address, const std::string& list, const std::string& bypass) {
  return isBypassed(hostOf(address), bypass) ? std::string() : httpsProxyOf(list);
}

std::string byScript(const WinHttp& http, const std::string& address, const std::string& scriptAddress) {
  if (http.open == nullptr || http.forUrl == nullptr || http.close == nullptr) return {};
  const HINTERNET session = http.open(L"Genkan", WINHTTP_ACCESS_TYPE_NO_PROXY, nullptr, nullptr, 0);
  if (session == nullptr) return {};
  WINHTTP_AUTOPROXY_OPTIONS options{};
  const std::wstring script = toWide(scriptAddress);
  options.dwFlags = script.empty() ? WINHTTP_AUTOPROXY_AUTO_DETECT : WINHTTP_AUTOPROXY_CONFIG_URL;
  options.dwAutoDetectFlags = script.empty() ? WINHTTP_AUTO_DETECT_TYPE_DHCP | WINHTTP_AUTO_DETECT_TYPE_DNS_A : 0;
  options.lpszAutoConfigUrl = script.empty() ? nullptr : script.c_str();
  WINHTTP_PROXY_INFO found{};
  std::string proxy;
  if (http.forUrl(session, toWide(address).c_str(), &options, &found)) {
    const std::string bypass = takeText(found.lpszProxyBypass);
    const std::string list = takeText(found.lpszProxy);
    if (found.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY) proxy = named(address, list, bypass);
  }
  http.close(session);
  return proxy;
}

}  // namespace

std::string systemProxyFor(const std::string& address) {
  if (hostOf(address).empty()) return {};
  static const WinHttp http;
  WINHTTP_CURRENT_USER_IE_PROXY_CONFIG config{};
  if (http.userConfig != nullptr && http.userConfig(&config)) {
    const std::string script = takeText(config.lpszAutoConfigUrl);
    const std::string list = takeText(config.lpszProxy);
    const std::string bypass = takeText(config.lpszProxyBypass);
    if (config.fAutoDetect || !script.empty()) {
      std::string proxy = byScript(http, address, script);
      if (!proxy.empty()) return proxy;
    }
    std::string proxy = named(address, list, bypass);
    if (!proxy.empty()) return proxy;
  }
  // What `netsh winhttp set proxy` sets for the whole machine.
  WINHTTP_PROXY_INFO machine{};
  if (http.machineConfig == nullptr || !http.machineConfig(&machine)) return {};
  const std::string list = takeText(machine.lpszProxy);
  const std::string bypass = takeText(machine.lpszProxyBypass);
  return machine.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY ? named(address, list, bypass) : std::string();
}

}  // namespace genkan::host
