#define _GNU_SOURCE
#include "COpenSSL.h"
#include <errno.h>
#include <linux/sockios.h>
#include <malloc.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

int passerelle_ctx_harden(SSL_CTX *ctx) {
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF |
                               SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  /* Of TLS 1.2 what RFC 9325 §4.2 recommends: forward secrecy and AEAD. TLS 1.3 has nothing else. */
  if (SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) return 0;
  return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
}

static enum passerelle_tls classify(SSL *ssl, int result) {
  if (result > 0) return PASSERELLE_TLS_DONE;
  switch (SSL_get_error(ssl, result)) {
  case SSL_ERROR_WANT_READ:
  case SSL_ERROR_WANT_WRITE: return PASSERELLE_TLS_WANTS_MORE;
  case SSL_ERROR_ZERO_RETURN: return PASSERELLE_TLS_CLOSED;
  default: return PASSERELLE_TLS_FAILED;
  }
}

enum passerelle_tls passerelle_handshake(SSL *ssl) {
  ERR_clear_error();
  return classify(ssl, SSL_do_handshake(ssl));
}

enum passerelle_tls passerelle_read(SSL *ssl, void *into, size_t room, size_t *moved) {
  ERR_clear_error();
  return classify(ssl, SSL_read_ex(ssl, into, room, moved));
}

enum passerelle_tls passerelle_write(SSL *ssl, const void *from, size_t count, size_t *moved) {
  ERR_clear_error();
  return classify(ssl, SSL_write_ex(ssl, from, count, moved));
}

int passerelle_set_host(SSL *ssl, const char *name, int is_address) {
  if (is_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name);
  return SSL_set_tlsext_host_name(ssl, name) == 1 && SSL_set1_host(ssl, name) == 1;
}

void passerelle_on_server_name(SSL_CTX *ctx, int (*choose)(SSL *, int *, void *), void *context) {
  SSL_CTX_set_tlsext_servername_callback(ctx, choose);
  SSL_CTX_set_tlsext_servername_arg(ctx, context);
}

size_t passerelle_bio_data(BIO *bio, const void **data) {
  char *start = NULL;
  long count = BIO_get_mem_data(bio, &start);
  *data = start;
  return count > 0 ? (size_t)count : 0;
}

void passerelle_bio_clear(BIO *bio) { (void)BIO_reset(bio); }

int passerelle_accept(int listener, void *address, unsigned *length) {
  return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int passerelle_socket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

int passerelle_unsent(int descriptor) {
  int count = 0;
  return ioctl(descriptor, SIOCOUTQ, &count) == 0 ? count : 0;
}

int passerelle_cap_arenas(int count) { return mallopt(M_ARENA_MAX, count); }
