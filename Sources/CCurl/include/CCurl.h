#ifndef PASSERELLE_CCURL_H
#define PASSERELLE_CCURL_H
#include <curl/curl.h>

// libcurl sets and gets through variadic functions, which Swift does not import: one wrapper for each type.
CURLcode passerelle_set_long(CURL *easy, CURLoption option, long value);
CURLcode passerelle_set_size(CURL *easy, CURLoption option, curl_off_t value);
// libcurl copies text; NULL takes a setting back.
CURLcode passerelle_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode passerelle_set_body(CURL *easy, const void *bytes, curl_off_t count);
CURLcode passerelle_set_list(CURL *easy, CURLoption option, struct curl_slist *list);
CURLcode passerelle_set_context(CURL *easy, CURLoption option, void *context);
CURLcode passerelle_set_data_function(CURL *easy, CURLoption option, size_t (*function)(char *, size_t, size_t, void *));
CURLcode passerelle_set_prerequest(CURL *easy, int (*function)(void *, char *, char *, int, int));

long passerelle_get_long(CURL *easy, CURLINFO info);
curl_off_t passerelle_get_size(CURL *easy, CURLINFO info);
void *passerelle_get_private(CURL *easy);

CURLMcode passerelle_multi_set_long(CURLM *multi, CURLMoption option, long value);
// The next finished transfer and its result, or NULL.
CURL *passerelle_multi_finished(CURLM *multi, CURLcode *result);
#endif
