/* gradectl keygen: every key that one daemon and its first client need, in one directory.
 *
 *   keys/signing.pem          Ed25519 private key of the signer, mode 0600
 *   keys/signing.pub.pem      its public key: give it to whoever verifies results
 *   keys/server.secret        CURVE secret key of the front, Z85, mode 0600
 *   keys/server.public        its public key: clients need it
 *   keys/bank.secret          32 random bytes: the inputs of every test follow from it, mode 0600
 *   keys/client.secret        CURVE secret key of the client, mode 0600
 *   keys/client.public        its public key
 *   keys/clients/NAME.public  the same: lets this client in, as tenant NAME
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include "daemon/base/fd.h"
#include "daemon/ctl/ctl.h"
#include "proto/record/limits.h"

#define Z85_KEY 40

static int make_directory(int parent, const char *name, int *ret_fd, struct err *err) {
  if (mkdirat(parent, name, 0700) < 0 && errno != EEXIST) return err_system(err, "mkdir %s", name);
  int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return err_system(err, "%s", name);
  *ret_fd = fd;
  return 0;
}

/* A key is never replaced: whoever verifies old results still needs the old one. */
static int write_new(int directory, const char *name, const void *data, size_t length,
                     unsigned mode, struct err *err) {
  struct stat info;
  if (fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) == 0)
    return err_set(err, ERR_CONFLICT, "%s exists already; keys are never overwritten", name);
  return fd_write_file(directory, name, data, length, mode, err);
}

static int pem_text(EVP_PKEY *key, bool private_part, char *text, size_t capacity, size_t *length,
                    struct err *err) {
  BIO *memory = BIO_new(BIO_s_mem());
  int ok =
      memory && (private_part ? PEM_write_bio_PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL)
                              : PEM_write_bio_PUBKEY(memory, key)) == 1;
  int size = ok ? BIO_read(memory, text, (int)capacity) : -1;
  BIO_free(memory);
  if (size <= 0) return err_set(err, ERR_SYSTEM, "signing key: libcrypto cannot write it");
  *length = (size_t)size;
  return 0;
}

static int make_signing_key(int keys, struct err *err) {
  EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  if (!key) return err_set(err, ERR_SYSTEM, "signing key: libcrypto cannot make it");
  char text[1024];
  size_t length = 0;
  int rc = pem_text(key, true, text, sizeof text, &length, err);
  if (rc == 0) rc = write_new(keys, "signing.pem", text, length, 0600, err);
  OPENSSL_cleanse(text, sizeof text);
  if (rc == 0) rc = pem_text(key, false, text, sizeof text, &length, err);
  if (rc == 0) rc = write_new(keys, "signing.pub.pem", text, length, 0644, err);
  EVP_PKEY_free(key);
  return rc;
}

static int make_curve_pair(int keys, const char *secret_name, const char *public_name,
                           char public_key[static Z85_KEY + 1], struct err *err) {
  char secret_key[Z85_KEY + 1];
  if (zmq_curve_keypair(public_key, secret_key) != 0)
    return err_set(err, ERR_UNSUPPORTED, "CURVE keys: this libzmq was built without CURVE");
  int rc = write_new(keys, secret_name, secret_key, Z85_KEY, 0600, err);
  OPENSSL_cleanse(secret_key, sizeof secret_key);
  if (rc == 0) rc = write_new(keys, public_name, public_key, Z85_KEY, 0644, err);
  return rc;
}

static int make_server_keys(int keys, struct err *err) {
  char server_public[Z85_KEY + 1];
  unsigned char secret[32];
  int rc = make_signing_key(keys, err);
  if (rc == 0) rc = make_curve_pair(keys, "server.secret", "server.public", server_public, err);
  if (rc < 0) return rc;
  if (RAND_priv_bytes(secret, sizeof secret) != 1)
    return err_set(err, ERR_SYSTEM, "bank secret: no random bytes");
  rc = write_new(keys, "bank.secret", secret, sizeof secret, 0600, err);
  OPENSSL_cleanse(secret, sizeof secret);
  return rc;
}

static int make_client(int keys, const char *tenant, const char *base, struct err *err) {
  char public_key[Z85_KEY + 1], secret_name[LIMIT_TENANT_BYTES + 16],
      public_name[LIMIT_TENANT_BYTES + 16];
  FD_CLEANUP int clients = -1;
  snprintf(secret_name, sizeof secret_name, "%s.secret", base);
  snprintf(public_name, sizeof public_name, "%s.public", base);
  int rc = make_curve_pair(keys, secret_name, public_name, public_key, err);
  if (rc == 0) rc = make_directory(keys, "clients", &clients, err);
  if (rc < 0) return rc;
  snprintf(public_name, sizeof public_name, "%s.public", tenant);
  return write_new(clients, public_name, public_key, Z85_KEY, 0644, err);
}

static bool valid_tenant(const char *name) {
  size_t length = strlen(name);
  if (length == 0 || length > LIMIT_TENANT_BYTES || name[0] == '.' || name[0] == '-') return false;
  return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
         length;
}

static int run_keygen(const struct ctl_command *command, int argc, char **argv) {
  static const struct option options[] = {{"directory", required_argument, NULL, 'd'},
                                          {"tenant", required_argument, NULL, 't'},
                                          {"client-only", no_argument, NULL, 'c'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  const char *directory = NULL, *tenant = "default";
  bool client_only = false;
  for (int option; (option = getopt_long(argc, argv, "d:t:h", options, NULL)) != -1;) {
    if (option == 'd')
      directory = optarg;
    else if (option == 't')
      tenant = optarg;
    else if (option == 'c')
      client_only = true;
    else
      return option == 'h' ? ctl_help(command) : ctl_usage(command, "wrong option");
  }
  if (optind != argc) return ctl_usage(command, "unexpected argument '%s'", argv[optind]);
  if (!directory) return ctl_usage(command, "--directory is missing");
  if (!valid_tenant(tenant))
    return ctl_usage(command, "--tenant '%s': 1 to %u of letters, digits, '.', '_', '-'", tenant,
                     LIMIT_TENANT_BYTES);
  struct err err;
  FD_CLEANUP int top = -1;
  FD_CLEANUP int keys = -1;
  int rc = make_directory(AT_FDCWD, directory, &top, &err);
  if (rc == 0) rc = make_directory(top, "keys", &keys, &err);
  if (rc == 0 && !client_only) rc = make_server_keys(keys, &err);
  if (rc == 0) rc = make_client(keys, tenant, client_only ? tenant : "client", &err);
  if (rc < 0) return ctl_failure(&err, directory);
  printf("keys for tenant %s are in %s/keys\n", tenant, directory);
  return CTL_OK;
}

const struct ctl_command cmd_keygen = {
    "keygen", "make the keys of a daemon and of a client",
    "usage: gradectl keygen --directory DIR [--tenant NAME] [--client-only]\n\n"
    "Writes DIR/keys: the signer's Ed25519 key, the front's CURVE key, the bank's secret and a\n"
    "client's CURVE key that is let in as tenant NAME (default: default). Existing keys are never\n"
    "overwritten. With --client-only only a further client's key is made (NAME.secret).\n\n"
    "examples:\n"
    "  gradectl keygen --directory graded.d\n"
    "  gradectl keygen --directory /var/lib/graded --tenant acme --client-only\n",
    run_keygen};
