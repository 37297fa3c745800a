/* SPDX-License-Identifier: Apache-2.0 */
#include "http/listen.h"

#include "base/arena.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union any_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool
read_where(struct cx *cx, const char *where, union any_address *out)
{
    const char *colon = where ? strrchr(where, ':') : NULL;
    char *host;
    int64_t port;

    *out = (union any_address){0};
    if (!colon || !str_to_int(colon + 1, 0, 65535, &port))
        return false;
    host = arena_strndup(cx->arena, where, (size_t)(colon - where));
    if (*host == '[' && str_ends(host, "]")) {
        host[strlen(host) - 1] = 0;
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        return inet_pton(AF_INET6, host + 1, &out->v6.sin6_addr) == 1;
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons((uint16_t)port);
    if (str_eq(host, "localhost"))
        host = arena_strdup(cx->arena, "127.0.0.1");
    return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1;
}

static struct err *
refused(struct cx *cx, const char *where, int port)
{
    switch (errno) {
    case EADDRINUSE:
        return ERR(
            cx, ERR_CONFLICT,
            "Port %d is in use. Please stop the program that uses it, or choose another "
            "port.",
            port);
    case EACCES:
        return ERR(cx, ERR_DENIED,
                   "Port %d needs more rights. Please choose a port above 1023.", port);
    case EADDRNOTAVAIL:
        return ERR_FIELD(
            cx, "listen",
            "This machine does not have the address in \"%s\". Please choose another "
            "address.",
            where);
    default:
        FAIL_INTERNAL(cx, "listening on %s: %s", where, strerror(errno));
    }
}

struct err *
listen_open(struct cx *cx, const char *where, int *fd_out, int *port_out)
{
    union any_address address;
    socklen_t n;
    int fd, one = 1;

    if (!read_where(cx, where, &address))
        FAIL_FIELD(
            cx, "listen",
            "\"%s\" is not an address to listen on. It looks like 127.0.0.1:8080 or "
            "[::1]:8080.",
            where ? where : "");
    fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        FAIL_INTERNAL(cx, "socket: %s", strerror(errno));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    n = address.any.sa_family == AF_INET6 ? sizeof address.v6 : sizeof address.v4;
    if (bind(fd, &address.any, n) || listen(fd, 1024)) {
        struct err *err = refused(cx, where, ntohs(address.v4.sin_port));

        close(fd);
        return err;
    }
    n = sizeof address;
    getsockname(fd, &address.any, &n);
    *fd_out = fd;
    *port_out = ntohs(address.v4.sin_port);
    return NULL;
}
