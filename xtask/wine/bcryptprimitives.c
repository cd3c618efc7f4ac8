/* Wine 8 has no bcryptprimitives.dll, from which every Rust program takes its random numbers on Windows. This gives
   Wine one, made of what it has: the same operating system's generator under its older name. For tests alone; no part
   of the released program. */
#include <windows.h>

/* RtlGenRandom's name in advapi32.dll. */
BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length)
{
    while (length > 0) {
        ULONG part = length < 65536 ? (ULONG)length : 65536;
        if (!SystemFunction036(bytes, part))
            return FALSE;
        bytes += part;
        length -= part;
    }
    return TRUE;
}
