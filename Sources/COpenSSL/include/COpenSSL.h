#ifndef PASSERELLE_COPENSSL_H
#define PASSERELLE_COPENSSL_H
// No system header here: one that defines what Glibc defines as well would hide it from every importer of Glibc.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// What a call on an SSL object came to.
enum passerelle_tls {
  PASSERELLE_TLS_DONE = 1,
  PASSERELLE_TLS_WANTS_MORE = 0,
  PASSERELLE_TLS_CLOSED = -1,
  PASSERELLE_TLS_FAILED = -2,
};

// Options that are macros or that Swift cannot import: protocol floor, no renegotiation, no compression, partial writes.
int passerelle_ctx_harden(SSL_CTX *ctx);
// Each clears the error queue, makes the call and classifies the result; `moved` is the number of bytes.
enum passerelle_tls passerelle_handshake(SSL *ssl);
enum passerelle_tls passerelle_read(SSL *ssl, void *into, size_t room, size_t *moved);
enum passerelle_tls passerelle_write(SSL *ssl, const void *from, size_t count, size_t *moved);
int passerelle_set_host(SSL *ssl, const char *name, int is_address);
void passerelle_on_server_name(SSL_CTX *ctx, int (*choose)(SSL *, int *, void *), void *context);
// What a memory BIO holds, in place; then `passerelle_bio_clear` forgets it.
size_t passerelle_bio_data(BIO *bio, const void **data);
void passerelle_bio_clear(BIO *bio);

// The system calls that `import Glibc` does not offer.
int passerelle_accept(int listener, void *address, unsigned *length);
int passerelle_socket(int family);
// Bytes sent and not acknowledged (SIOCOUTQ).
int passerelle_unsent(int descriptor);
int passerelle_cap_arenas(int count);
// No new privileges by exec, for this thread and those that it starts. 0, or the errno.
int passerelle_renounce(void);
// The same; no core file, no debugger. 0 when all of it holds.
int passerelle_seal_process(int allow_cores);
// Becomes that user and group for good, with all threads, and gives up all capabilities; a thread of its own keeps the right
// to bind ports under 1024 until it is dropped. 0, or the errno of what failed.
int passerelle_become(const char *name, unsigned uid, unsigned gid);
int passerelle_drop_port_right(void);
// Binds a socket, by the thread with the right to low ports where there is one. 0, or the errno.
int passerelle_bind(int descriptor, const void *address, unsigned length);
#endif
