#include "walk.h"

#include "judge.h"

#include <string.h>

/* FNV-1a over everything that is read. */
static unsigned long long sum;

static void add(const void *bytes, size_t length)
{
    for (size_t index = 0; index < length; index++)
        sum = (sum ^ ((const unsigned char *)bytes)[index]) * 1099511628211ull;
}

static void number(int64_t value) { add(&value, sizeof value); }

static void real(double value)
{
    HOLDS(value == value);
    add(&value, sizeof value);
}

static void text(const char *value)
{
    number(value != NULL);
    if (!value) return;
    size_t length = strlen(value);
    HOLDS(is_utf8(value, length));
    add(value, length);
}

/* An enum and the service's word for it: without the word there is no value. */
static void word(int32_t value, int32_t highest, const char *service_text)
{
    HOLDS(value >= 0 && value <= highest);
    HOLDS(value == 0 || service_text != NULL);
    number(value);
    text(service_text);
}

static void boolean(int32_t value)
{
    HOLDS(value >= -1 && value <= 1);
    number(value);
}

static void list(int64_t count, const void *first)
{
    HOLDS(count >= 0);
    HOLDS(first != NULL || count == 0);
    number(first != NULL);
    number(count);
}

static void texts(int64_t count, const char *const *values)
{
    list(count, values);
    for (int64_t index = 0; index < count; index++) {
        HOLDS(values[index] != NULL);
        text(values[index]);
    }
}

/* JSON paths of dropped values: NULL for none, never an empty text. */
static void dropped(int64_t count, const char *const *paths)
{
    HOLDS((count > 0) == (paths != NULL));
    texts(count, paths);
    for (int64_t index = 0; index < count; index++) HOLDS(paths[index][0] != '\0');
}

/* An amount, and its integer unless it is a fraction. */
static void amount(int64_t whole, double value)
{
    HOLDS(whole == CODELAB_ABSENT || (double)whole == value);
    number(whole);
    real(value);
}

/* Whether there is something to read. */
#define THERE(object) (number((object) != NULL), (object) != NULL && is_whole((object)->struct_size, sizeof *(object)))

static int is_whole(uint32_t struct_size, size_t wanted)
{
    HOLDS(struct_size == wanted);
    return 1;
}

static void tags(int64_t count, const codelab_tag *const *values)
{
    list(count, values);
    for (int64_t index = 0; index < count; index++) {
        HOLDS(THERE(values[index]));
        text(values[index]->key);
        text(values[index]->value);
    }
}

static void steps(int64_t count, const codelab_step *const *values)
{
    list(count, values);
    for (int64_t index = 0; index < count; index++) {
        const codelab_step *step = values[index];
        HOLDS(THERE(step));
        word(step->status, CODELAB_STEP_STATUS_COMPLETED, step->status_text);
        number(step->step);
        text(step->description);
        text(step->notebook_id);
        /* Steps without a number may stand anywhere. */
        if (index > 0 && step->step != CODELAB_ABSENT && values[index - 1]->step != CODELAB_ABSENT)
            HOLDS(values[index - 1]->step <= step->step);
    }
}

static void endpoints(int64_t count, const codelab_endpoint *const *values)
{
    list(count, values);
    for (int64_t index = 0; index < count; index++) {
        HOLDS(THERE(values[index]));
        text(values[index]->service);
        text(values[index]->uri);
        texts(values[index]->key_pair_names_count, values[index]->key_pair_names);
        texts(values[index]->allowed_access_ips_count, values[index]->allowed_access_ips);
    }
}

static void data_volumes(int64_t count, const codelab_data_volume *const *values)
{
    list(count, values);
    for (int64_t index = 0; index < count; index++) {
        const codelab_data_volume *volume = values[index];
        HOLDS(THERE(volume));
        word(volume->category, CODELAB_VOLUME_CATEGORY_OBSFS, volume->category_text);
        word(volume->status, CODELAB_MOUNT_STATUS_UNMOUNT_FAILED, volume->status_text);
        word(volume->mount_type, CODELAB_MOUNT_TYPE_MAIN, volume->mount_type_text);
        text(volume->mount_path);
        text(volume->url);
    }
}

static void image(const codelab_image *of)
{
    if (!THERE(of)) return;
    const char *const plain[] = {of->id, of->name, of->swr_path, of->description, of->tag, of->status_message,
                                 of->feature, of->namespace_, of->origin, of->service_type, of->visibility,
                                 of->workspace_id, of->flavor_type, of->swr_instance_id, of->show_name, of->show_tag};
    for (size_t index = 0; index < sizeof plain / sizeof *plain; index++) text(plain[index]);
    word(of->type, CODELAB_IMAGE_TYPE_DEDICATED, of->type_text);
    word(of->status, CODELAB_IMAGE_STATUS_ACTIVE, of->status_text);
    word(of->arch, CODELAB_ARCH_AARCH64, of->arch_text);
    number(of->create_at_ms);
    number(of->update_at_ms);
    number(of->size);
    number(of->queuing_num);
    texts(of->dev_services_count, of->dev_services);
    texts(of->resource_categories_count, of->resource_categories);
    texts(of->support_res_categories_count, of->support_res_categories);
    tags(of->tags_count, of->tags);
    dropped(of->dropped_count, of->dropped);
}

static void lease(const codelab_lease *of)
{
    if (!THERE(of)) return;
    boolean(of->enable);
    word(of->type, CODELAB_LEASE_TYPE_IDLE, of->type_text);
    number(of->create_at_ms);
    number(of->update_at_ms);
    number(of->duration_ms);
    number(of->deadline_ms);
    number(of->remaining_ms);
    dropped(of->dropped_count, of->dropped);
    int is_endless = of->enable == 0 || of->create_at_ms == CODELAB_ABSENT || of->duration_ms < 0;
    HOLDS(of->deadline_ms == CODELAB_ABSENT || of->deadline_ms == of->create_at_ms + of->duration_ms);
    HOLDS(!is_endless || of->deadline_ms == CODELAB_ABSENT);
    HOLDS(of->remaining_ms == CODELAB_ABSENT || (of->remaining_ms >= 0 && of->deadline_ms != CODELAB_ABSENT));
}

static void volume(const codelab_volume *of)
{
    if (!THERE(of)) return;
    word(of->category, CODELAB_VOLUME_CATEGORY_OBSFS, of->category_text);
    word(of->ownership, CODELAB_VOLUME_OWNERSHIP_DEDICATED, of->ownership_text);
    word(of->status, CODELAB_VOLUME_STATUS_IN_USE, of->status_text);
    word(of->mount_type, CODELAB_MOUNT_TYPE_MAIN, of->mount_type_text);
    boolean(of->read_only);
    text(of->mount_path);
    text(of->id);
    text(of->uri);
    text(of->dew_secret_name);
    text(of->evs_sku_code);
    number(of->capacity);
    number(of->usage);
}

static void rules(int64_t count, const codelab_affinity_rule *const *values)
{
    list(count, values);
    for (int64_t index = 0; index < count; index++) {
        HOLDS(THERE(values[index]));
        text(values[index]->key);
        text(values[index]->operator_);
        texts(values[index]->values_count, values[index]->values);
        number(values[index]->weight);
    }
}

static void owner(const codelab_user *user, const codelab_pool *pool, const codelab_run_user *run_user)
{
    if (THERE(user)) {
        text(user->id);
        text(user->name);
        if (THERE(user->domain)) {
            text(user->domain->id);
            text(user->domain->name);
        }
    }
    if (THERE(pool)) {
        text(pool->id);
        text(pool->name);
    }
    if (THERE(run_user)) {
        number(run_user->uid);
        number(run_user->gid);
        text(run_user->user_name);
        text(run_user->group_name);
    }
}

static void machine(const codelab_custom_spec *spec, const codelab_affinity *affinity, const codelab_user_vpc *vpc)
{
    if (THERE(spec)) {
        real(spec->gpu);
        real(spec->cpu);
        real(spec->memory);
        text(spec->gpu_type);
        text(spec->arch);
        text(spec->category);
        text(spec->resource_flavor);
    }
    if (THERE(affinity)) {
        rules(affinity->required_during_scheduling_ignored_during_execution_count,
              affinity->required_during_scheduling_ignored_during_execution);
        rules(affinity->preferred_during_scheduling_ignored_during_execution_count,
              affinity->preferred_during_scheduling_ignored_during_execution);
    }
    if (THERE(vpc)) {
        const char *const plain[] = {vpc->vpc_id, vpc->subnet_id, vpc->connect_cidrs, vpc->port_ip, vpc->nat_id,
                                     vpc->eip_id};
        for (size_t index = 0; index < sizeof plain / sizeof *plain; index++) text(plain[index]);
        texts(vpc->security_group_ids_count, vpc->security_group_ids);
        texts(vpc->port_id_count, vpc->port_id);
    }
}

/* What the library works out. The time left is read, but is no part of the sum: it changes. */
static void derived(const codelab_instance *of)
{
    int ready = codelab_instance_is_ready(of), percent = codelab_instance_progress_percent(of);
    int64_t deadline = codelab_instance_lease_deadline_ms(of), remaining = codelab_instance_lease_remaining_ms(of);
    const char *browser_url = codelab_instance_browser_url(of);
    HOLDS(ready == (of->status == CODELAB_STATUS_RUNNING && of->url && of->url[0]));
    HOLDS(!ready || !codelab_instance_is_failed(of));
    HOLDS(percent >= 0 && percent <= 100 && (percent == 100) == ready);
    HOLDS(deadline == (of->lease ? of->lease->deadline_ms : CODELAB_ABSENT));
    HOLDS(!of->lease || of->current_time_ms != CODELAB_ABSENT || of->lease->remaining_ms == CODELAB_ABSENT);
    HOLDS(remaining == CODELAB_ABSENT || (remaining >= 0 && deadline != CODELAB_ABSENT));
    HOLDS((browser_url != NULL) == (of->url && of->url[0]));
    number(codelab_instance_is_failed(of));
    number(percent);
    number(deadline);
    text(browser_url);
}

static void flavor(const codelab_flavor *of)
{
    if (!THERE(of)) return;
    const char *const plain[] = {of->id, of->name, of->description, of->evs_max_size, of->evs_sku_code,
                                 of->grow_support_type};
    for (size_t index = 0; index < sizeof plain / sizeof *plain; index++) text(plain[index]);
    word(of->arch, CODELAB_ARCH_AARCH64, of->arch_text);
    word(of->category, CODELAB_FLAVOR_CATEGORY_ASCEND, of->category_text);
    word(of->feature, CODELAB_FEATURE_NOTEBOOK, of->feature_text);
    boolean(of->free);
    boolean(of->sold_out);
    number(of->vcpus);
    number(of->memory_kib);
    texts(of->storages_count, of->storages);
    dropped(of->dropped_count, of->dropped);
    if (THERE(of->billing)) {
        text(of->billing->code);
        number(of->billing->unit_num);
    }
    if (THERE(of->gpu)) {
        amount(of->gpu->gpu, of->gpu->gpu_amount);
        text(of->gpu->gpu_memory);
        text(of->gpu->type);
    }
    if (THERE(of->ascend)) {
        amount(of->ascend->npu, of->ascend->npu_amount);
        text(of->ascend->npu_memory);
        text(of->ascend->type);
        text(of->ascend->type_alias);
        text(of->ascend->ai_core);
        text(of->ascend->ai_cpu);
    }
}

static void instance(const codelab_instance *of)
{
    HOLDS(THERE(of));
    const char *const plain[] = {of->id, of->name, of->description, of->fail_reason, of->flavor, of->url, of->token,
                                 of->workspace_id, of->user_id, of->ip, of->jupyter_version};
    for (size_t index = 0; index < sizeof plain / sizeof *plain; index++) text(plain[index]);
    word(of->status, CODELAB_STATUS_FROZEN, of->status_text);
    word(of->feature, CODELAB_FEATURE_NOTEBOOK, of->feature_text);
    boolean(of->is_need_credentials);
    number(of->create_at_ms);
    number(of->update_at_ms);
    number(of->current_time_ms);
    steps(of->action_progress_count, of->action_progress);
    endpoints(of->endpoints_count, of->endpoints);
    data_volumes(of->data_volumes_count, of->data_volumes);
    texts(of->billing_items_count, of->billing_items);
    tags(of->tags_count, of->tags);
    image(of->image);
    lease(of->lease);
    volume(of->volume);
    owner(of->user, of->pool, of->run_user);
    machine(of->custom_spec, of->affinity, of->user_vpc);
    dropped(of->dropped_count, of->dropped);
    derived(of);
}

static unsigned long long begin(void) { return sum = 14695981039346656037ull; }

unsigned long long walk(const codelab_instance *of)
{
    begin();
    instance(of);
    return sum;
}

unsigned long long walk_lease(const codelab_lease *of)
{
    begin();
    HOLDS(of != NULL);
    lease(of);
    return sum;
}

unsigned long long walk_image(const codelab_image *of)
{
    begin();
    HOLDS(of != NULL);
    image(of);
    return sum;
}

unsigned long long walk_page(const codelab_page *of)
{
    begin();
    HOLDS(THERE(of));
    number(of->total);
    number(of->current);
    number(of->pages);
    number(of->size);
    list(of->instances_count, of->instances);
    list(of->images_count, of->images);
    list(of->flavors_count, of->flavors);
    dropped(of->dropped_count, of->dropped);
    HOLDS((of->instances != NULL) + (of->images != NULL) + (of->flavors != NULL) <= 1);
    for (int64_t index = 0; index < of->instances_count; index++) instance(of->instances[index]);
    for (int64_t index = 0; index < of->images_count; index++) {
        HOLDS(of->images[index] != NULL);
        image(of->images[index]);
    }
    for (int64_t index = 0; index < of->flavors_count; index++) {
        HOLDS(of->flavors[index] != NULL);
        flavor(of->flavors[index]);
    }
    return sum;
}
