/* The library as a host loads it, with dlopen(). */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <codelab.h>

struct library {
    int32_t (*decode)(const void *, size_t, codelab_instance **, codelab_error *);
    void (*instance_free)(codelab_instance *);
    int32_t (*client_new)(const codelab_client_options *, codelab_client **, codelab_error *);
    void (*client_free)(codelab_client *);
    int32_t (*open)(codelab_client *, const codelab_open_request *, codelab_cancel *, codelab_instance **,
                    codelab_error *);
    int32_t (*show)(codelab_client *, const char *, codelab_cancel *, codelab_instance **, codelab_error *);
    int32_t (*cancel_new)(int64_t, codelab_cancel **, codelab_error *);
    void (*cancel_free)(codelab_cancel *);
};

extern struct library lib;

/* The file that load() loads. */
extern const char *library_path;

/* Writes the address at *function_pointer: ISO C has no conversion from an object pointer to a function pointer, though
   POSIX asks for this one. 1 if the symbol is there. */
int look_up(void *library, const char *name, void *function_pointer);

/* Loads the library and fills lib; ends the process when that does not go. */
void *load(void);

/* A client that retries at once. NULL after saying why. */
codelab_client *make_client(const char *endpoint, const char *token);

/* The same with another credential: two keys, or a user and a password. */
codelab_client *make_client_with_keys(const char *endpoint, const char *secret_key);
codelab_client *make_client_with_password(const char *endpoint, const char *password);

/* Opens once and frees the instance. */
int32_t open_once(codelab_client *client);

#endif
