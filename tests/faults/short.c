/* Reads and writes that do half of what they were asked, as the system is free to do (read(2), write(2)). One byte is
   added to the file that CUT_SHORT names for each call that was cut. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

typedef ssize_t (*writing)(int, const void *, size_t);
typedef ssize_t (*reading)(int, void *, size_t);

static size_t half(size_t length) {
    const char *path = getenv("CUT_SHORT");
    if (length < 2 || !path)
        return length;
    int tally = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (tally >= 0) {
        ((writing)dlsym(RTLD_NEXT, "write"))(tally, ".", 1);
        close(tally);
    }
    return length / 2;
}

ssize_t write(int file, const void *bytes, size_t length) {
    return ((writing)dlsym(RTLD_NEXT, "write"))(file, bytes, half(length));
}

ssize_t read(int file, void *bytes, size_t length) {
    return ((reading)dlsym(RTLD_NEXT, "read"))(file, bytes, half(length));
}
