/* SPDX-License-Identifier: Apache-2.0 */
/* Gives every file of the directories named to a fuzz target once, without libFuzzer.
 * Fails when there is none: a target without seeds proves nothing. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static void
replay_file(FILE *file)
{
    unsigned char *data = NULL;
    size_t n = 0, room = 0;

    for (;;) {
        if (n == room) {
            room = room ? room * 2 : 65536;
            data = realloc(data, room);
            if (!data)
                abort();
        }
        size_t got = fread(data + n, 1, room - n, file);
        if (got == 0)
            break;
        n += got;
    }
    /* Exactly as long as the input, so that reading past its end is seen. */
    unsigned char *input = malloc(n ? n : 1);
    if (!input)
        abort();
    for (size_t i = 0; i < n; i++)
        input[i] = data[i];
    free(data);
    LLVMFuzzerTestOneInput(input, n);
    free(input);
}

static int
replay_directory(const char *path)
{
    char name[4096];
    int files_n = 0;
    DIR *directory = opendir(path);

    if (!directory) {
        perror(path);
        return 0;
    }
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        FILE *file = fopen(name, "rb");
        if (!file)
            continue;
        replay_file(file);
        fclose(file);
        files_n++;
    }
    closedir(directory);
    return files_n;
}

int
main(int argc, char **argv)
{
    int files_n = 0;

    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        files_n += replay_directory(argv[i]);
    printf("1..1\n%sok 1 - %d seeds replayed\n", files_n > 0 ? "" : "not ", files_n);
    return files_n > 0 ? 0 : 1;
}
