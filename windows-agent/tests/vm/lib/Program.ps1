# Running programs with a time limit, and reading files.

function Format-Argument {
    param([string] $Argument)
    if ($Argument -eq '' -or $Argument -match '[\s"]') { return '"' + ($Argument -replace '"', '\"') + '"' }
    return $Argument
}

# Runs a program to its end; it is killed after the time limit, and then ExitCode is -1.
function Invoke-Program {
    param([string] $File, [string[]] $Arguments = @(), [int] $Seconds = 60)
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $File
    $start.Arguments = (@($Arguments | ForEach-Object { Format-Argument $_ })) -join ' '
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = [Text.Encoding]::UTF8
    $start.StandardErrorEncoding = [Text.Encoding]::UTF8
    $process = [System.Diagnostics.Process]::Start($start)
    $output = $process.StandardOutput.ReadToEndAsync()
    $errors = $process.StandardError.ReadToEndAsync()
    $exitCode = -1
    if ($process.WaitForExit($Seconds * 1000)) { $exitCode = $process.ExitCode } else { $process.Kill() }
    # A child that inherited the handles may keep them open: do not wait for it for ever.
    [void] $output.Wait(5000)
    [void] $errors.Wait(5000)
    $text = ''
    if ($output.IsCompleted) { $text = $output.Result.Trim() }
    $errorText = ''
    if ($errors.IsCompleted) { $errorText = $errors.Result.Trim() }
    return New-Object PSObject -Property @{ ExitCode = $exitCode; Output = $text; Error = $errorText }
}

function Stop-Hard {
    param([int] $Id)
    $killed = Invoke-Program -File (Join-Path $env:SystemRoot 'System32\taskkill.exe') -Arguments @('/F', '/PID', [string] $Id) -Seconds 20
    if ($killed.ExitCode -ne 0) { throw ('could not end process ' + $Id + ': ' + $killed.Error) }
}

# The token as text, only for as long as somebody needs it.
function Get-PlainText {
    param([Security.SecureString] $Secret)
    $pointer = [Runtime.InteropServices.Marshal]::SecureStringToGlobalAllocUnicode($Secret)
    try { return [Runtime.InteropServices.Marshal]::PtrToStringUni($pointer) }
    finally { [Runtime.InteropServices.Marshal]::ZeroFreeGlobalAllocUnicode($pointer) }
}

# Whether the file holds the text, as UTF-8 or as UTF-16. Files somebody keeps open are read too.
function Test-FileHolds {
    param([string] $Path, [string] $Text)
    $latin = [Text.Encoding]::GetEncoding(28591)
    try {
        $stream = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, ([IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete))
    }
    catch { return $false }
    try {
        if ($stream.Length -gt 200MB) { return $false }
        $bytes = New-Object byte[] ([int] $stream.Length)
        $offset = 0
        while ($offset -lt $bytes.Length) {
            $read = $stream.Read($bytes, $offset, $bytes.Length - $offset)
            if ($read -le 0) { break }
            $offset += $read
        }
    }
    finally { $stream.Dispose() }
    $content = $latin.GetString($bytes)
    foreach ($encoding in @([Text.Encoding]::UTF8, [Text.Encoding]::Unicode)) {
        if ($content.IndexOf($latin.GetString($encoding.GetBytes($Text)), [StringComparison]::Ordinal) -ge 0) { return $true }
    }
    return $false
}

# The fields of a 64-bit executable's header that matter here.
function Get-PeHeader {
    param([string] $Path)
    $stream = [IO.File]::OpenRead($Path)
    try {
        $reader = New-Object IO.BinaryReader $stream
        $stream.Position = 0x3c
        $header = $reader.ReadInt32()
        $stream.Position = $header + 4
        $machine = $reader.ReadUInt16()
        $stream.Position = $header + 24 + 70
        $characteristics = $reader.ReadUInt16()
    }
    finally { $stream.Dispose() }
    return New-Object PSObject -Property @{
        Machine     = $machine
        HighEntropy = ($characteristics -band 0x20) -ne 0
        Aslr        = ($characteristics -band 0x40) -ne 0
        Dep         = ($characteristics -band 0x100) -ne 0
        ControlFlow = ($characteristics -band 0x4000) -ne 0
    }
}
