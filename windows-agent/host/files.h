// Whole files, written so that a power cut leaves the old or the new one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace genkan::host {

std::optional<std::string> readFile(const std::wstring& path, std::size_t maxBytes);
// Through a temporary file beside it, flushed.
bool replaceFile(const std::wstring& path, std::string_view bytes);
// Written at the end of the file and flushed.
bool appendFile(const std::wstring& path, std::string_view bytes);
// Another name for the same file; a copy where the disk has no such names.
bool keepAside(const std::wstring& path, const std::wstring& as);
bool removeFile(const std::wstring& path);
// Overwrites before it removes. True when the file is gone.
bool removeSecretFile(const std::wstring& path);
bool fileExists(const std::wstring& path);
// Removes a folder and all in it, not following links. True when it is gone.
bool removeTree(const std::wstring& folder);

}  // namespace genkan::host
