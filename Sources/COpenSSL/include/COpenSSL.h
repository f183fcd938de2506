#ifndef PASSERELLE_COPENSSL_H
#define PASSERELLE_COPENSSL_H
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#endif
