// Scans over bytes, sixteen at a time if the processor supports it: the compiler turns Swift's generic vectors into
// scalar code, which is twenty times slower.
//
// The bytes of every scan must end with a NUL, followed by sixteen readable bytes. The NUL stops the scan, and a load
// that begins at or before it ends within those sixteen bytes.
#ifndef CPLATFORM_SCAN_H
#define CPLATFORM_SCAN_H

#include <stdint.h>

#define CPLATFORM_SCAN_PADDING_BYTES 16

#if defined(__SSE2__)
#include <emmintrin.h>

// Returns the first byte that ends or interrupts a JSON string: '"', '\\', a control character, or a byte outside
// ASCII.
static inline const uint8_t *cplatform_scan_string(const uint8_t *at) {
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(' ');
    for (;; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        // The comparison is signed: bytes from 0x80 on are negative, so they are also less than a space.
        __m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                                    _mm_cmplt_epi8(bytes, space));
        unsigned mask = (unsigned)_mm_movemask_epi8(stop);
        if (mask != 0) return at + __builtin_ctz(mask);
    }
}

// Returns the first byte that is not JSON white space: space, tab, line feed, carriage return.
static inline const uint8_t *cplatform_scan_space(const uint8_t *at) {
    const __m128i space = _mm_set1_epi8(' '), tab = _mm_set1_epi8('\t');
    const __m128i line_feed = _mm_set1_epi8('\n'), carriage_return = _mm_set1_epi8('\r');
    for (;; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i pass = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, space), _mm_cmpeq_epi8(bytes, tab)),
                                    _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feed),
                                                 _mm_cmpeq_epi8(bytes, carriage_return)));
        unsigned mask = (unsigned)_mm_movemask_epi8(pass) ^ 0xFFFF;
        if (mask != 0) return at + __builtin_ctz(mask);
    }
}

#elif defined(__ARM_NEON)
#include <arm_neon.h>

static inline const uint8_t *cplatform_scan_string(const uint8_t *at) {
    for (;; at += 16) {
        uint8x16_t bytes = vld1q_u8(at);
        uint8x16_t stop = vorrq_u8(vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('"')), vceqq_u8(bytes, vdupq_n_u8('\\'))),
                                   vcltq_s8(vreinterpretq_s8_u8(bytes), vdupq_n_s8(' ')));
        // Four bits for each byte: the narrowing shift replaces the byte mask that NEON does not have.
        uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(stop), 4)), 0);
        if (mask != 0) return at + (__builtin_ctzll(mask) >> 2);
    }
}

static inline const uint8_t *cplatform_scan_space(const uint8_t *at) {
    for (;; at += 16) {
        uint8x16_t bytes = vld1q_u8(at);
        uint8x16_t pass = vorrq_u8(vorrq_u8(vceqq_u8(bytes, vdupq_n_u8(' ')), vceqq_u8(bytes, vdupq_n_u8('\t'))),
                                   vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('\n')), vceqq_u8(bytes, vdupq_n_u8('\r'))));
        uint64_t mask = ~vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(pass), 4)), 0);
        if (mask != 0) return at + (__builtin_ctzll(mask) >> 2);
    }
}

#else

static inline const uint8_t *cplatform_scan_string(const uint8_t *at) {
    while (*at >= ' ' && *at < 0x80 && *at != '"' && *at != '\\') at++;
    return at;
}

static inline const uint8_t *cplatform_scan_space(const uint8_t *at) {
    while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r') at++;
    return at;
}

#endif

#endif
