# What this account may do with the two pipes. Run as a standard user, as SYSTEM and as an administrator.
param([string] $Answer)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
. (Join-Path $here 'Write-Answer.ps1')
# The compiler behind Add-Type writes to the temporary folder, and the one inherited from the caller is closed to a standard user.
$env:TMP = Split-Path -Parent $Answer
$env:TEMP = $env:TMP

Add-Type -TypeDefinition @'
using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

public static class GenkanProbe
{
    [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true, EntryPoint = "CreateFileW")]
    static extern SafeFileHandle CreateFile(string name, uint access, uint share, IntPtr security, uint disposition, uint flags, IntPtr template);

    [DllImport("kernel32.dll", CharSet = CharSet.Unicode, SetLastError = true, EntryPoint = "CreateNamedPipeW")]
    static extern SafeFileHandle CreateNamedPipe(string name, uint openMode, uint pipeMode, uint instances, uint outSize, uint inSize, uint timeout, IntPtr security);

    // 0 when it opened, else the Windows error. Identification level only, so that the server learns who we are and no more.
    public static int Open(string name, uint access)
    {
        SafeFileHandle handle = CreateFile(name, access, 0, IntPtr.Zero, 3, 0x00100000 | 0x00010000, IntPtr.Zero);
        int error = handle.IsInvalid ? Marshal.GetLastWin32Error() : 0;
        handle.Dispose();
        return error;
    }

    // 0 when another instance of the pipe could be made, else the Windows error.
    public static int AddInstance(string name)
    {
        SafeFileHandle handle = CreateNamedPipe(name, 3, 0, 255, 4096, 4096, 0, IntPtr.Zero);
        int error = handle.IsInvalid ? Marshal.GetLastWin32Error() : 0;
        handle.Dispose();
        return error;
    }
}
'@

# The rights that are needed to talk, and not the generic ones: generic writing includes making an instance.
$talk = [System.IO.Pipes.PipeAccessRights] ([System.IO.Pipes.PipeAccessRights]::ReadWrite -bor [System.IO.Pipes.PipeAccessRights]::Synchronize)

function Open-Talk {
    param([string] $Name)
    $pipe = New-Object System.IO.Pipes.NamedPipeClientStream('.', $Name, $talk, [System.IO.Pipes.PipeOptions]::Asynchronous,
        [System.Security.Principal.TokenImpersonationLevel]::Identification, [System.IO.HandleInheritability]::None)
    $pipe.Connect(3000)
    return $pipe
}

# The answer line, 'closed' when the other end hung up, 'silent' after five seconds.
function Read-Line {
    param($Pipe)
    $buffer = New-Object byte[] 4096
    $text = ''
    while (-not $text.Contains("`n")) {
        try {
            $reading = $Pipe.BeginRead($buffer, 0, $buffer.Length, $null, $null)
            if (-not $reading.AsyncWaitHandle.WaitOne(5000)) { return 'silent' }
            $count = $Pipe.EndRead($reading)
        }
        catch { return 'closed' }
        if ($count -le 0) { return 'closed' }
        $text += [Text.Encoding]::UTF8.GetString($buffer, 0, $count)
    }
    return $text.Substring(0, $text.IndexOf("`n"))
}

function Send-Line {
    param($Pipe, [string] $Line)
    $bytes = [Text.Encoding]::UTF8.GetBytes($Line + "`n")
    $Pipe.Write($bytes, 0, $bytes.Length)
    $Pipe.Flush()
}

function Ask-Once {
    param([string] $Name, [string] $Line)
    $pipe = $null
    try {
        $pipe = Open-Talk $Name
        Send-Line $pipe $Line
        return Read-Line $pipe
    }
    catch [UnauthorizedAccessException] { return 'access denied' }
    catch { return 'failed: ' + $_.Exception.Message }
    finally { if ($null -ne $pipe) { $pipe.Dispose() } }
}

function Get-PipeSddl {
    param([string] $Name)
    $pipe = $null
    try {
        $pipe = Open-Talk $Name
        return $pipe.GetAccessControl().GetSecurityDescriptorSddlForm([System.Security.AccessControl.AccessControlSections]::Access)
    }
    catch { return 'failed: ' + $_.Exception.Message }
    finally { if ($null -ne $pipe) { $pipe.Dispose() } }
}

# How many connections of this account are served at once, up to eight.
function Measure-Connections {
    $open = @()
    $served = 0
    try {
        for ($i = 0; $i -lt 8; $i++) {
            try {
                $pipe = Open-Talk 'Genkan.user'
                $open += $pipe
                Send-Line $pipe ('{"v":1,"id":"c' + $i + '","t":"host-status"}')
                if ((Read-Line $pipe) -like '*host-status*') { $served++ }
            }
            catch { break }
        }
    }
    finally { foreach ($pipe in $open) { $pipe.Dispose() } }
    return $served
}

$result = @{
    who                = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    authOpen           = [GenkanProbe]::Open('\\.\pipe\Genkan.auth', 0x0012019b)
    userOpen           = [GenkanProbe]::Open('\\.\pipe\Genkan.user', 0x0012019b)
    authAddInstance    = [GenkanProbe]::AddInstance('\\.\pipe\Genkan.auth')
    userAddInstance    = [GenkanProbe]::AddInstance('\\.\pipe\Genkan.user')
    authSddl           = Get-PipeSddl 'Genkan.auth'
    userSddl           = Get-PipeSddl 'Genkan.user'
    authAnswer         = Ask-Once 'Genkan.auth' '{"v":1,"id":"a","t":"host-status"}'
    hostStatus         = Ask-Once 'Genkan.user' '{"v":1,"id":"b","t":"host-status"}'
    state              = Ask-Once 'Genkan.user' '{"v":1,"id":"c","t":"state"}'
    unlinkUnproven     = Ask-Once 'Genkan.user' '{"v":1,"id":"d","t":"unlink"}'
    methodsUnproven    = Ask-Once 'Genkan.user' '{"v":1,"id":"e","t":"methods","windowsSid":"S-1-5-18","scenario":"logon"}'
    vaultRelease       = Ask-Once 'Genkan.user' '{"v":1,"id":"f","t":"host-vault-release","windowsSid":"S-1-5-18","checkId":"x"}'
    malformed          = Ask-Once 'Genkan.user' 'this is no JSON'
    tooLong            = Ask-Once 'Genkan.user' ('{"v":1,"id":"g","t":"' + ('x' * 70000) + '"}')
    connections        = Measure-Connections
}
# The host must have outlived the two lines above.
$result['afterwards'] = Ask-Once 'Genkan.user' '{"v":1,"id":"h","t":"host-status"}'
Write-Answer $Answer $result
