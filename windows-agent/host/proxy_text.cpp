#include "host/proxy_text.h"

#include <algorithm>
#include <vector>

namespace genkan::host {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::vector<std::string> entriesOf(std::string_view list) {
  std::vector<std::string> entries;
  std::string entry;
  for (const char c : list) {
    if (c != ';' && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      entry.push_back(c);
    } else if (!entry.empty()) {
      entries.push_back(lower(entry));
      entry.clear();
    }
  }
  if (!entry.empty()) entries.push_back(lower(entry));
  return entries;
}

// `http://host:port` of one entry without its "https=".
std::string addressOf(std::string_view entry) {
  constexpr std::string_view http = "http://";
  if (entry.substr(0, http.size()) == http) entry.remove_prefix(http.size());
  if (entry.find("://") != std::string_view::npos) return {};
  entry = entry.substr(0, entry.find('/'));
  if (entry.empty()) return {};
  const std::string address = std::string(http) + std::string(entry);
  const std::size_t colon = entry.rfind(':');
  const bool hasPort = colon != std::string_view::npos && entry.find(']', colon) == std::string_view::npos;
  return hasPort ? address : address + ":80";
}

bool matches(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (matches(text.substr(i), pattern.substr(1))) return true;
    }
    return false;
  }
  return !text.empty() && text[0] == pattern[0] && matches(text.substr(1), pattern.substr(1));
}

}  // namespace

std::string httpsProxyOf(std::string_view list) {
  std::string general;
  for (const std::string& entry : entriesOf(list)) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos) {
      if (general.empty()) general = addressOf(entry);
    } else if (entry.substr(0, equals) == "https") {
      return addressOf(std::string_view(entry).substr(equals + 1));
    }
  }
  return general;
}

bool isBypassed(std::string_view host, std::string_view bypass) {
  const std::string name = lower(host);
  for (const std::string& entry : entriesOf(bypass)) {
    if (entry == "<local>" ? name.find('.') == std::string::npos : std::count(entry.begin(), entry.end(), '*') <= 8 && matches(name, entry)) return true;
  }
  return false;
}

std::string hostOf(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#"));
  const std::size_t at = address.rfind('@');
  if (at != std::string_view::npos) address.remove_prefix(at + 1);
  if (!address.empty() && address[0] == '[') return lower(address.substr(0, address.find(']') + 1));
  return lower(address.substr(0, address.find(':')));
}

}  // namespace genkan::host
