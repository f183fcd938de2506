#ifndef PASSERELLE_CCURL_H
#define PASSERELLE_CCURL_H
#include <curl/curl.h>
#endif
