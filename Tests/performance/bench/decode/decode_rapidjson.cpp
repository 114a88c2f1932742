// RapidJSON in situ, as its manual's page on performance advises: texts are made whole inside a copy of the answer, the
// document's values come from a buffer that is used again. Then its tree is walked once, and the same structures are
// filled from the same tables of fields, with the library's guesses at the key that comes next; texts stay where they
// are, in the copy, which belongs to the result.
//
// It does less than the library: by default it does not check that texts are UTF-8; second spellings of keys are not
// settled, texts with a NUL inside are taken, and the memory is not overwritten before it is freed.
#if defined(__SSE4_2__)
#define RAPIDJSON_SSE42
#elif defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include "arena.hpp"
#include "measure.h"

#include <cschema.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>

using namespace rapidjson;

namespace {

using Tree = GenericDocument<UTF8<>, MemoryPoolAllocator<>, MemoryPoolAllocator<>>;

class decoder {
    arena &memory;

    template <typename Value> static Value &at(char *structure, size_t offset)
    {
        return *reinterpret_cast<Value *>(structure + offset);
    }

    static void expect(bool is_so)
    {
        if (is_so) return;
        std::fputs("a value of another type\n", stderr);
        std::exit(1);
    }

    static bool is_key(const cschema_field *field, const Value &name)
    {
        return !cschema_has_long_key(field) && field->key_length == name.GetStringLength() &&
               std::memcmp(field->quoted + 1, name.GetString(), field->key_length) == 0;
    }

    // In the copy, the quote comes before the name.
    static const cschema_field *search(const cschema_object *object, const Value &name)
    {
        return cschema_find(object, reinterpret_cast<const uint8_t *>(name.GetString()) - 1, name.GetStringLength());
    }

    void texts(const cschema_field *field, char *structure, const Value &value)
    {
        expect(value.IsArray());
        auto **array = static_cast<const char **>(memory.take((value.Size() + 1) * sizeof(char *)));
        int64_t count = 0;
        for (const Value &element : value.GetArray())
            if (!element.IsNull()) array[count++] = element.GetString();
        at<const char **>(structure, field->offset) = array;
        at<int64_t>(structure, field->paired_offset) = count;
    }

    void objects(const cschema_field *field, char *structure, const Value &value)
    {
        expect(value.IsArray());
        auto **array = static_cast<char **>(memory.take((value.Size() + 1) * sizeof(char *)));
        int64_t count = 0;
        for (const Value &element : value.GetArray()) array[count++] = object(cschema_element_object(field), element);
        if (size_t by = cschema_element_object(field)->order_offset)
            std::sort(array, array + count,
                      [by](char *one, char *other) { return at<int64_t>(one, by) < at<int64_t>(other, by); });
        at<char **>(structure, field->offset) = array;
        at<int64_t>(structure, field->paired_offset) = count;
    }

    void word(const cschema_field *field, char *structure, const Value &value)
    {
        uint8_t padded[32] = {};
        expect(value.IsString());
        std::memcpy(padded, value.GetString(), std::min<size_t>(value.GetStringLength(), 24));
        at<int32_t>(structure, field->offset) = cschema_enum_value(field->names, padded, value.GetStringLength());
        at<const char *>(structure, field->paired_offset) = value.GetString();
    }

    void put(const cschema_field *field, char *structure, const Value &value)
    {
        switch (field->kind) {
        case cschema_kind_integer:
            expect(value.IsInt64());
            at<int64_t>(structure, field->offset) = value.GetInt64();
            break;
        case cschema_kind_boolean:
            expect(value.IsBool());
            at<int32_t>(structure, field->offset) = value.GetBool();
            break;
        case cschema_kind_number:
            expect(value.IsNumber());
            at<double>(structure, field->offset) = value.GetDouble();
            break;
        case cschema_kind_enumeration: word(field, structure, value); break;
        case cschema_kind_object: at<char *>(structure, field->offset) = object(field->object, value); break;
        case cschema_kind_texts: texts(field, structure, value); break;
        case cschema_kind_objects: objects(field, structure, value); break;
        default:
            expect(value.IsString());
            at<const char *>(structure, field->offset) = value.GetString();
        }
    }

public:
    explicit decoder(arena &memory) : memory(memory) {}

    char *object(const cschema_object *table, const Value &from)
    {
        expect(from.IsObject());
        auto *structure = static_cast<char *>(memory.take(table->size_bytes));
        std::memcpy(structure, table->blank, table->size_bytes);
        const cschema_field *expected = table->fields, *left_off = expected;
        for (const auto &member : from.GetObject()) {
            const cschema_field *field = expected;
            if (!is_key(expected, member.name)) {
                field = is_key(left_off, member.name) ? left_off : search(table, member.name);
                left_off = expected;
            }
            if (!field) continue;
            expected = field + 1;
            if (!member.value.IsNull()) put(field, structure, member.value);
        }
        return structure;
    }
};

// The document's values and the parser's stack.
char values[65536], stack[65536];

unsigned long long decode(answer from)
{
    arena memory(from.length + 8192);
    auto *text = static_cast<char *>(memory.take(from.length + 1));
    std::memcpy(text, from.bytes, from.length);
    text[from.length] = 0;
    MemoryPoolAllocator<> for_values(values, sizeof values), for_stack(stack, sizeof stack);
    Tree tree(&for_values, sizeof stack / 2, &for_stack);
    tree.ParseInsitu(text);
    if (tree.HasParseError()) {
        std::fprintf(stderr, "%s\n", GetParseError_En(tree.GetParseError()));
        std::exit(1);
    }
    const char *structure = decoder(memory).object(cschema_document_root(), tree);
    return digest(reinterpret_cast<const codelab_instance *>(structure));
}

} // namespace

int main(int count, char **arguments)
{
    if (count != 3) return fprintf(stderr, "usage: decode_rapidjson ANSWER-FILE COUNT\n"), 2;
    answer from = read_answer(arguments[1]);
    long times = atol(arguments[2]);
    MEASURE("rapidjson", times, decode(from));
    free(from.bytes);
    return 0;
}
