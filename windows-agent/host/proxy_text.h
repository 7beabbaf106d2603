// Reads the proxy list of Windows: "proxy:8080", "http=a:80;https=b:443", "http://b:3128".
#pragma once

#include <string>
#include <string_view>

namespace genkan::host {

// Address of the proxy for an https server, as `http://host:port`; empty for none. Other kinds (socks) are not used.
std::string httpsProxyOf(std::string_view list);

// Whether `host` is in a bypass list such as "*.example.jp;<local>;10.*".
bool isBypassed(std::string_view host, std::string_view bypass);

// Host of `https://host[:port]/…`, lower case; empty when it is none.
std::string hostOf(std::string_view address);

}  // namespace genkan::host
