# What a standard user can do to files, keys, service and by the host's own commands: nothing.
param([string] $Answer, [string] $Program, [string] $Data)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
. (Join-Path $here 'Write-Answer.ps1')

# 'done' when it worked, else why not.
function Try-To {
    param([scriptblock] $What)
    try { & $What | Out-Null; return 'done' } catch { return 'refused: ' + $_.Exception.Message }
}

# The exit code of a program, or why it did not start (elevation needed).
function Get-ExitCode {
    param([string] $File, [string] $Arguments)
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $File
    $start.Arguments = $Arguments
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    try { $process = [System.Diagnostics.Process]::Start($start) } catch { return 'refused: ' + $_.Exception.Message }
    if (-not $process.WaitForExit(20000)) { $process.Kill(); return 'did not end' }
    return [string] $process.ExitCode
}

$exe = Join-Path $Program 'genkan-host.exe'
Write-Answer $Answer @{
    listData       = Try-To { [IO.Directory]::GetFileSystemEntries($Data) }
    readHeartbeat  = Try-To { [IO.File]::ReadAllBytes((Join-Path $Data 'heartbeat')) }
    writeProgram   = Try-To { [IO.File]::WriteAllText((Join-Path $Program 'planted.dll'), 'x') }
    writeData      = Try-To { [IO.File]::WriteAllText((Join-Path $Data 'planted.txt'), 'x') }
    readKey        = Try-To { if (-not (Test-Path 'HKLM:\SOFTWARE\Genkan\Guard')) { throw 'not visible' }; Get-ItemProperty 'HKLM:\SOFTWARE\Genkan\Guard' }
    writeKey       = Try-To { New-ItemProperty -Path 'HKLM:\SOFTWARE\Genkan\Guard' -Name 'Enforce' -Value 0 -PropertyType DWord -Force }
    stopService    = Try-To { Stop-Service -Name 'GenkanHost' }
    commandStop    = Get-ExitCode $exe 'stop'
    commandSafe    = Get-ExitCode $exe 'safe-mode on'
    commandConfig  = Get-ExitCode $exe 'configure --server https://elsewhere.invalid'
    commandFilter  = Get-ExitCode $exe 'unregister-provider'
    commandRemove  = Get-ExitCode $exe 'uninstall'
    commandErase   = Get-ExitCode $exe 'remove-data'
}
