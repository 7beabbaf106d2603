// Stands for a new version whose service does not start: says yes to every command but `start`. Packed into a set-up of its
// own, to see that the set-up puts the version before back. Never delivered.
#include <cwchar>

int wmain(int argc, wchar_t** argv) { return argc > 1 && std::wcscmp(argv[1], L"start") != 0 ? 0 : 1; }
